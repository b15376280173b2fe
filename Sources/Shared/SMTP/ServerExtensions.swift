/// What a server offered in its answer to EHLO (RFC 5321 §4.1.1.1); nothing after HELO.
public struct ServerExtensions: Hashable, Sendable {
    /// The parameters of each offered keyword; keywords are in upper case.
    public private(set) var offers: [String: [String]] = [:]

    /// No extension.
    public init() {}

    /// Reads the answer to EHLO, of which the first line is the server's name.
    public init(_ reply: Reply) {
        for line in reply.lines.dropFirst() {
            let words = line.split(separator: " ").map { $0.uppercased() }
            guard let keyword = words.first else { continue }
            offers[keyword] = Array(words.dropFirst())
        }
    }

    /// RFC 3207.
    public var startTLS: Bool { offers["STARTTLS"] != nil }
    /// The mechanisms of AUTH (RFC 4954), in upper case. Some servers write `AUTH=PLAIN` besides.
    public var logins: [String] {
        (offers["AUTH"] ?? [])
            + offers.keys.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst("AUTH=".count)) }
    }
    /// RFC 3461.
    public var deliveryStatus: Bool { offers["DSN"] != nil }
    /// RFC 2920.
    public var pipelining: Bool { offers["PIPELINING"] != nil }
    /// RFC 6152.
    public var eightBitMIME: Bool { offers["8BITMIME"] != nil }
    /// RFC 1870.
    public var size: Bool { offers["SIZE"] != nil }
    /// RFC 6531.
    public var internationalAddresses: Bool { offers["SMTPUTF8"] != nil }
    /// The largest mail in octets; `nil` when the server names none (RFC 1870 §4: 0 is none, too).
    public var maximumSize: Int? { offers["SIZE"]?.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
}
