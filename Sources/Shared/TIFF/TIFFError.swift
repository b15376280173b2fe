/// Why a TIFF file could not be read or written.
public struct TIFFError: Error, Hashable, Sendable {
    /// The kind of trouble.
    public enum Code: String, Hashable, Sendable {
        /// The bytes are no TIFF file, or it is damaged or cut short.
        case unreadable
        /// The file is in order, but of a kind that libtiff can't turn into pels.
        case unsupported
        /// The file asks for more pages or pels than the caller allows.
        case limit
        /// The pages can't be written as a TIFF-F file.
        case unwritable
    }

    /// The kind of trouble.
    public var code: Code
    /// What happened, and on which page, counted from 1.
    public var message: String
    /// What libtiff had to say, oldest first.
    public var diagnostics: [String]

    /// An error of this kind, with its message and libtiff's own words.
    public init(_ code: Code, _ message: String, diagnostics: [String] = []) {
        self.code = code
        self.message = message
        self.diagnostics = diagnostics
    }
}

extension TIFFError: CustomStringConvertible {
    public var description: String {
        diagnostics.isEmpty ? message : "\(message) (\(diagnostics.joined(separator: "; ")))"
    }
}
