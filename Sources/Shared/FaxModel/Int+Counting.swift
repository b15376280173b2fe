extension Int {
    /// So many of something, for people: `1 page`, `2 pages`.
    ///
    /// - Parameter noun: one of them; its plural ends with s.
    public func counting(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(noun)s"
    }
}
