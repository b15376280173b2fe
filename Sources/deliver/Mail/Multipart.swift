/// Parts of a mail that belong together (RFC 2046 §5.1).
struct Multipart {
    /// How they do: `mixed`, `report`.
    private let subtype: String
    private let parameters: [String]
    private let boundary: String
    /// The parts with their headers, each ended by CR LF.
    private let parts: [[UInt8]]

    /// Parts with what stands between them. `parameters` end with a semicolon.
    init(_ subtype: String, parameters: [String] = [], boundary: String, parts: [[UInt8]]) {
        self.subtype = subtype
        self.parameters = parameters
        self.boundary = boundary
        self.parts = parts
    }

    /// The field that says so, an empty line, and the parts.
    var octets: [UInt8] {
        var header = MailHeader()
        header.add("Content-Type", words: ["multipart/\(subtype);"] + parameters + ["boundary=\"\(boundary)\""])
        var octets = Array((header.text + "\r\n").utf8)
        for part in parts { octets += Array("--\(boundary)\r\n".utf8) + part + Array("\r\n".utf8) }
        return octets + Array("--\(boundary)--\r\n".utf8)
    }
}
