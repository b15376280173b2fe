extension String {
    /// The text on one line: runs of white space and control characters become one space, none at the ends. What comes
    /// from mails and directories goes into the history, onto cover pages and into header fields, where a line break has
    /// a meaning of its own.
    var singleLine: String {
        unicodeScalars.split { scalar in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
        }.map { String($0) }.joined(separator: " ")
    }
}
