import MailHeaders

extension FuzzTarget {
    /// A mail's header as it comes in: octet 0 says where it is cut, and the rest is its lines.
    static let headers = FuzzTarget("headers") { input in
        var reader = InputReader(input)
        let cut = Int(reader.octet())
        let lines = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Data has passed with CR LF at the ends of lines, no other CR or LF, and no NUL; a header has no empty line, and begins with our own
        // field.
        let bare = lines.map { $0.filter { $0 != 0 && $0 != UInt8(ascii: "\r") } }.filter { !$0.isEmpty }
        let header = Array("Received: x\r\n".utf8) + bare.flatMap { $0 + Array("\r\n".utf8) }
        for name in ["authentication-results", "auto-submitted"] { try FuzzTarget.find(name, in: header, cut) }
    }

    /// Fields are found whole, in their order, in the header alone, and in as much of it as is there.
    private static func find(_ name: String, in header: [UInt8], _ cut: Int) throws(FuzzFinding) {
        let end = Array("\r\n".utf8)
        let values = LeadingFields.values(of: name, in: header + end)
        let withBody = LeadingFields.values(of: name, in: header + end + Array("\(name): body\r\n".utf8))
        try FuzzFinding.unless(values == withBody, "a field of the body was found")
        let above = LeadingFields.values(of: name, in: Array("\(name.uppercased()) : above\r\n".utf8) + header + end)
        try FuzzFinding.unless(above.count == values.count + 1, "a field at the top was not found")
        for value in values {
            try FuzzFinding.unless(
                !value.utf8.contains { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") },
                "a value has several lines")
        }
        let early = LeadingFields.values(of: name, in: Array(header.prefix(cut)))
        try FuzzFinding.unless(early.count <= values.count, "half a header has more fields than all of it")
        for (index, (part, whole)) in zip(early, values).enumerated() {
            // The last one may go on.
            let holds = index == early.count - 1 ? whole.utf8.starts(with: part.utf8) : part == whole
            try FuzzFinding.unless(holds, "half a header has other fields than all of it")
        }
    }
}
