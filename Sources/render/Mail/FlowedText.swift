/// Text with `format=flowed` (RFC 3676).
enum FlowedText {
    /// The text with its soft line breaks undone, ready to be broken anew at another width.
    ///
    /// - Parameter deletesSpace: the parameter `DelSp`: whether the space of a soft line break goes with it.
    static func unfold(_ text: String, deletesSpace: Bool) -> String {
        var lines: [String] = []
        var open: (depth: Int, text: String)?
        for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == ">" }.count
            var content = line.dropFirst(depth)
            if content.first == " " { content = content.dropFirst() }
            // The line before a signature is a line of its own, although it ends with a space (§4.3).
            let isSignature = content == "-- "
            if let paragraph = open, paragraph.depth != depth || isSignature {
                lines.append(quoted(paragraph.text, paragraph.depth))
                open = nil
            }
            let joined = (open?.text ?? "") + content
            if content.last == " ", !isSignature {
                open = (depth, deletesSpace ? String(joined.dropLast()) : joined)
            } else {
                lines.append(quoted(joined, depth))
                open = nil
            }
        }
        if let open { lines.append(quoted(open.text, open.depth)) }
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String, _ depth: Int) -> String {
        depth == 0 ? text : String(repeating: ">", count: depth) + " " + text
    }
}
