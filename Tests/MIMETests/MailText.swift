import MIME

extension String {
    /// The text as mail bytes: UTF-8 with CRLF line ends.
    var mailBytes: [UInt8] {
        Array(replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    }
}

extension MailPart {
    /// All bodies below, in order, messages included.
    var bodies: [MailPart] {
        switch content {
        case .body: [self]
        case .parts(let parts): parts.flatMap(\.bodies)
        case .message(let mail): mail.root.bodies
        }
    }
}
