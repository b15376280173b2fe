extension NotificationEvents {
    /// Reads events with commas between them, each once, such as `failure, delay`; or `never`. Upper and lower case mean the same.
    ///
    /// - Returns: `nil` for anything else.
    public init?(words text: String) {
        let text = text.lowercased()
        self = []
        guard text != "never" else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.split(separator: " ").joined(separator: " ")
            guard let event = Self.words.first(where: { $0.word == word })?.event, !contains(event) else { return nil }
            insert(event)
        }
    }

    /// The events as `init(words:)` reads them.
    public var words: String {
        let names = Self.words.filter { contains($0.event) }.map(\.word)
        return names.isEmpty ? "never" : names.joined(separator: ", ")
    }

    private static let words: [(word: String, event: NotificationEvents)] = [
        ("success", .success), ("failure", .failure), ("delay", .delay), ("progress", .progress),
    ]
}
