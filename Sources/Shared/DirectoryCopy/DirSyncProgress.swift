/// Whether DirSync, which says itself whether there is more, gets on.
struct DirSyncProgress {
    /// Answers without an entry, one after another, that may come.
    private static let mostEmpty = 1000

    private var empty = 0
    private var entries = 0

    /// An answer of so many entries has come that says there are more.
    ///
    /// - Returns: why there is no end to expect, a clause; `nil` where there may be one.
    mutating func answered(_ count: Int, of maximum: Int) -> String? {
        entries += count
        empty = count == 0 ? empty + 1 : 0
        if empty > Self.mostEmpty {
            return
                "the last \(empty) answers to DirSync had no entry, after \(entries) entries, and it says that there are more"
        }
        return entries > maximum ? "it has sent \(entries) entries by DirSync, and says that there are more" : nil
    }
}
