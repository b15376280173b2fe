extension String {
    /// The text on one line: runs of white space and control characters become one space, none at the ends. What comes
    /// from mails and directories goes into the history, onto cover pages and into header fields, where a line break has
    /// a meaning of its own.
    ///
    /// - Parameter limit: Unicode scalars after which it is cut, with an ellipsis: it is kept once a recipient.
    public func singleLine(limit: Int = 200) -> String {
        let line = unicodeScalars.prefix(4 * limit).split { scalar in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }.map { String($0) }.joined(separator: " ")
        let scalars = line.unicodeScalars
        return scalars.count > limit ? String(scalars.prefix(limit)) + "…" : line
    }
}
