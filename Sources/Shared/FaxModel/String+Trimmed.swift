extension StringProtocol {
    /// Without white space at either end, as Unicode has it: what people put around words and names.
    public var trimmed: String {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...last].drop { $0.isWhitespace })
    }
}
