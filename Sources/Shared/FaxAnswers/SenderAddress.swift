/// The address behind a reverse path that a mail server has signed anew for each mail or day. Two reverse paths of one sender have the
/// same; which day, hash or recipient they were signed for makes no difference.
///
/// What is taken away says nothing of who sends, and nobody gains by making it up: without it the same reverse path can be written as
/// well. The domain always counts, so an address that another domain has wrapped (SRS) is that domain's, and not the one in it.
public struct SenderAddress: Hashable, Sendable {
    /// The address, in lower case: `jane@example.com`; of one that was forwarded `srs0=example.com=jane@forwarder.example`.
    public let text: String

    /// The address behind `reversePath`.
    ///
    /// - Parameter recipients: to whom the mail went: where the reverse path names one of them (VERP: `jane+bob=example.org@example.com`),
    ///   that is taken away, too.
    public init(_ reversePath: String, to recipients: [String] = []) {
        let path = reversePath.lowercased()
        guard let at = path.lastIndex(of: "@") else {
            text = path
            return
        }
        let local = Self.withoutRecipient(path[..<at], recipients.map { $0.lowercased() })
        text = (Self.unwrapped(local) ?? Self.unsigned(local)) + path[at...]
    }

    /// VERP: the recipient, its `@` written as `=`, behind `+`, `-` or `=`.
    private static func withoutRecipient(_ local: Substring, _ recipients: [String]) -> Substring {
        for recipient in recipients {
            guard let at = recipient.lastIndex(of: "@") else { continue }
            let named = recipient[..<at] + "=" + recipient[recipient.index(after: at)...]
            let rest = local.dropLast(named.count)
            guard local.hasSuffix(named), let mark = rest.last, "+-=".contains(mark), rest.count > 1 else { continue }
            return rest.dropLast()
        }
        return local
    }

    /// SRS: `srs0=HASH=DAY=DOMAIN=LOCAL`, of one that was forwarded twice `srs1=HASH=FORWARDER==HASH=DAY=DOMAIN=LOCAL`, and Exchange Online's
    /// `mailbox+srs=HASH=DAY=DOMAIN=LOCAL`, without hashes and days; `nil` for anything else.
    private static func unwrapped(_ local: Substring) -> String? {
        if let match = local.wholeMatch(of: #/([^=]+\+srs=)(.+)/#) {
            return original(match.2.split(separator: "=", omittingEmptySubsequences: false)[...]).map { match.1 + $0 }
        }
        guard let mark = local.dropFirst(4).first, "=+-".contains(mark) else { return nil }
        var parts = local.dropFirst(5).split(separator: "=", omittingEmptySubsequences: false)[...]
        var forwarder = ""
        switch local.prefix(4) {
        case "srs0": break
        case "srs1":
            guard parts.count > 3 else { return nil }
            forwarder = "\(parts[1])="
            // The first forwarder's own mark: `=`, which leaves nothing between, or `+` or `-`.
            if parts[2].isEmpty {
                parts = parts.dropFirst(3)
            } else {
                guard let mark = parts[2].first, "+-".contains(mark) else { return nil }
                parts[2].removeFirst()
                parts = parts.dropFirst(2)
            }
        default: return nil
        }
        return original(parts).map { "\(local.prefix(4))=\(forwarder)\($0)" }
    }

    /// `DOMAIN=LOCAL` of an address that was wrapped: `HASH`, `DAY`, `DOMAIN`, `LOCAL`.
    private static func original(_ parts: ArraySlice<Substring>) -> String? {
        guard parts.count >= 4, parts.prefix(3).allSatisfy({ !$0.isEmpty }) else { return nil }
        return "\(parts[parts.startIndex + 2])=\(unsigned(parts.dropFirst(3).joined(separator: "=")[...]))"
    }

    /// BATV (draft-levine-smtp-batv): `prvs=KDDDSSSSSS=LOCAL`, `prvs=LOCAL/KDDDSSSSSS`, and Barracuda's `btv1==TAG==LOCAL`, without the tag.
    private static func unsigned(_ local: Substring) -> String {
        if let match = local.wholeMatch(of: #/prvs=[0-9]{4}[0-9a-f]{6}=(.+)/#) { return String(match.1) }
        if let match = local.wholeMatch(of: #/prvs=(.+)/[0-9]{4}[0-9a-f]{6}/#) { return String(match.1) }
        if let match = local.wholeMatch(of: #/btv1==[0-9a-f]{6,20}==(.+)/#) { return String(match.1) }
        return String(local)
    }
}
