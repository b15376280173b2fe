/// One parameter of MAIL or RCPT (RFC 5321 §4.1.2, esmtp-param).
public struct MailParameter: Hashable, Sendable {
    /// The keyword, in upper case.
    public var keyword: String
    /// What stands after `=`; `nil` where there is none.
    public var value: String?

    /// The parameter `keyword`, or `keyword=value`.
    public init(keyword: String, value: String? = nil) {
        self.keyword = keyword
        self.value = value
    }
}

extension GrammarCursor {
    /// Mail-parameters or Rcpt-parameters: each after one space or more, up to the end. Values may be in UTF-8 (RFC 6531 §3.3).
    ///
    /// - Throws: `badArgument` for what is no parameter, and for a keyword that stands twice.
    mutating func parameters() throws(SMTPError) -> [MailParameter] {
        var parameters: [MailParameter] = []
        while take(UInt8(ascii: " ")) {
            while take(UInt8(ascii: " ")) {}
            if isAtEnd { break }
            let keyword = take { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }.uppercased()
            guard !keyword.isEmpty, !keyword.hasPrefix("-") else {
                throw SMTPError(.badArgument, "A parameter is KEYWORD or KEYWORD=VALUE")
            }
            var parameter = MailParameter(keyword: keyword)
            if take(UInt8(ascii: "=")) {
                let value = take { (33...60).contains($0) || (62...126).contains($0) || $0 > 127 }
                guard !value.isEmpty else { throw SMTPError(.badArgument, "Parameter \(keyword) has no value") }
                parameter.value = value
            }
            guard !parameters.contains(where: { $0.keyword == keyword }) else {
                throw SMTPError(.badArgument, "Parameter \(keyword) stands twice")
            }
            parameters.append(parameter)
        }
        guard isAtEnd else { throw SMTPError(.badArgument, "Unexpected text after the address") }
        return parameters
    }
}
