/// File names as senders write them.
enum FileName {
    /// The name for people to read: without folders, control characters and marks that turn the direction of writing
    /// (they make `exe.pdf` of `fdp.exe`), cut to 255 characters; `nil` when nothing is left.
    static func display(_ name: String) -> String? {
        let last = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last ?? ""[...].unicodeScalars
        var view = String.UnicodeScalarView()
        for scalar in last.prefix(255) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: continue
            default: view.append(scalar)
            }
        }
        let text = String(view)
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }
}
