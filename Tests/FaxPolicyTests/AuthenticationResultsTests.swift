import Configuration
import Testing

@testable import FaxPolicy

@Suite("RFC 8601: Authentication-Results") struct AuthenticationResultsTests {
    private func results(_ text: String) throws -> [String] {
        try #require(AuthenticationResults(text)).results.map { result in
            let properties = result.properties.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            return "\(result.method)=\(result.result)\(properties.joined())"
        }
    }

    @Test("Appendix B.1 and B.2: nothing was checked, and no method was used")
    func none() throws {
        #expect(try results("example.org 1; none") == [])
        #expect(try #require(AuthenticationResults("Example.ORG 1; none")).server == "example.org")
    }

    @Test("Appendix B.3 to B.6: what the standard's examples say")
    func examples() throws {
        #expect(
            try results("example.com; spf=pass smtp.mailfrom=example.net") == ["spf=pass smtp.mailfrom=example.net"])
        #expect(
            try results(
                "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net")
                == ["auth=pass smtp.auth=sender@example.net", "spf=pass smtp.mailfrom=example.net"])
        #expect(
            try results(
                #"example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net; dkim=fail reason="bad signature" header.i=@newyork.example.com"#
            )
                == [
                    "dkim=pass header.i=@mail-router.example.net reason=good signature",
                    "dkim=fail header.i=@newyork.example.com reason=bad signature",
                ])
    }

    @Test("Appendix B.7: comments, nested and with anything in them, count for nothing")
    func comments() throws {
        #expect(
            try results(
                #"foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462"#
            )
                == ["dkim=fail policy.expired=1362471462"])
        #expect(
            try results(#"a; spf=fail (b; dkim=pass (c) header.d=x \) ) smtp.mailfrom=y"#) == [
                "spf=fail smtp.mailfrom=y"
            ])
    }

    @Test(
        "What departs from the grammar is not believed",
        arguments: [
            "", ";", "example.com", "example.com 2; spf=pass", "example.com; spf", "example.com; spf=", "a; =pass",
            "a; spf=pass smtp.mailfrom", "a; spf=pass (", #"a; spf=pass reason="x"#, "a; none; spf=pass",
            "a b; spf=pass",
            #""a"; spf=pass"#, "a; spf=pass dkim", "a; spf/2=pass", "a;", "a; spf==pass",
        ])
    func malformed(text: String) {
        #expect(AuthenticationResults(text) == nil)
    }

    @Test(
        "A method counts where it passes for the domain of the sender, by a server that is believed",
        arguments: [
            (["mx; spf=pass smtp.mailfrom=jane@example.com"], [.spf]),
            (["MX; SPF=Pass smtp.mailfrom=EXAMPLE.com"], [.spf]),
            (["mx; spf=pass smtp.mailfrom=other.example"], []),
            (["mx; spf=pass smtp.helo=example.com"], []), (["mx; spf=softfail smtp.mailfrom=example.com"], []),
            (["mx; dkim=pass header.d=example.com"], [.dkim]), (["mx; dkim=pass header.i=@example.com"], [.dkim]),
            // d= counts, whatever i= says (RFC 6376 §3.5).
            (["mx; dkim=pass header.d=evil.example header.i=a@example.com"], []),
            (["mx; dkim=pass header.d=sub.example.com"], []), (["mx; dkim=pass header.d=com"], []),
            (["mx; dkim=fail header.d=example.com; dkim=pass header.d=example.com"], [.dkim]),
            (["mx; dkim=pass header.d=evil.example; dkim=fail header.d=example.com"], []),
            (["mx; dmarc=pass header.from=example.com; spf=none"], [.dmarc]), (["mx; dmarc=pass"], []),
            (["mx; spf=pass smtp.mailfrom=example.com", "mx; dmarc=pass header.from=example.com"], [.spf, .dmarc]),
            // Below what the server wrote may stand what the sender did.
            (["mx; dmarc=fail header.from=example.com", "mx; dmarc=pass header.from=example.com"], []),
            (["evil; dmarc=pass header.from=example.com"], []), (["mx.evil; spf=pass smtp.mailfrom=example.com"], []),
            (["mx; none"], []), ([], []),
        ] as [([String], Set<AuthenticationMethod>)])
    func verified(fields: [String], methods: Set<AuthenticationMethod>) {
        let found = AuthenticationResults.verified(
            fields.compactMap(AuthenticationResults.init), by: ["mx"], for: "jane@Example.COM")
        #expect(found == methods)
    }

    @Test("Nobody is proved where there is no return path")
    func nullReversePath() {
        let field = AuthenticationResults("mx; spf=pass smtp.mailfrom=example.com")
        #expect(AuthenticationResults.verified([field].compactMap(\.self), by: ["mx"], for: "") == [])
    }
}
