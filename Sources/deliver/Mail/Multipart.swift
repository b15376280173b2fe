/// Parts of a mail that belong together (RFC 2046 §5.1).
struct Multipart {
    /// How they do: `mixed`, `report`.
    private let subtype: String
    private let parameters: [String]
    private let boundary: String
    /// The parts with their headers, each ended by CR LF.
    private let parts: [String]

    /// Parts with what stands between them. `parameters` end with a semicolon.
    init(_ subtype: String, parameters: [String] = [], boundary: String, parts: [String]) {
        self.subtype = subtype
        self.parameters = parameters
        self.boundary = boundary
        self.parts = parts
    }

    /// The field that says so, an empty line, and the parts.
    var text: String {
        var header = MailHeader()
        header.add("Content-Type", words: ["multipart/\(subtype);"] + parameters + ["boundary=\"\(boundary)\""])
        return header.text + "\r\n" + parts.map { "--\(boundary)\r\n\($0)\r\n" }.joined() + "--\(boundary)--\r\n"
    }
}
