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

    @Test("What a sender calls himself stays within the quotes, combining marks behind them or not")
    func quotes() {
        for name in ["\u{301}; dkim=pass header.d=example.com reason=\\\"", "a; dkim=pass header.d=example.com"] {
            let field = "mx; spf=fail smtp.mailfrom=\"\(name)\"@evil.example"
            #expect(AuthenticationResults.verified([field], by: ["mx"], for: "jane@example.com").isEmpty)
        }
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
        #expect(AuthenticationResults.verified(fields, by: ["mx"], for: "jane@Example.COM") == methods)
    }

    @Test(
        "What real front servers write counts: a field a program, addresses with '=' in them, a semicolon at the end",
        arguments: [
            // OpenDMARC and OpenDKIM behind Postfix, and policyd-spf.
            (
                [
                    "mx; dmarc=pass (p=none dis=none) header.from=example.com",
                    "mx; spf=pass (sender SPF authorized) smtp.mailfrom=example.com (client-ip=192.0.2.1; helo=a.example; envelope-from=jane@example.com; receiver=<UNKNOWN>)",
                    #"mx; dkim=pass (2048-bit key; unprotected) header.d=example.com header.i=@example.com header.a=rsa-sha256 header.s=a header.b="r819lP3f"; dkim-atps=neutral"#,
                ], [.spf, .dkim, .dmarc]
            ),
            // rspamd: one field, and the address of MAIL FROM as it came.
            (
                [
                    "mx; dkim=pass header.d=example.com header.s=a header.b=BvV/Unb2; dmarc=pass (policy=reject) header.from=example.com; spf=pass (mx: domain of prvs=0123abcdef=jane@example.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=prvs=0123abcdef=jane@example.com; arc=none"
                ], [.spf, .dkim, .dmarc]
            ),
            (
                ["mx; spf=pass smtp.mailfrom=SRS0=a=b=c.example=joe@example.com; dmarc=fail header.from=c.example"],
                [.spf]
            ),
            // A program of its own that has found nothing says nothing of what the others have found.
            (["mx; dkim=none; dkim-adsp=none", "mx; dmarc=pass header.from=example.com"], [.dmarc]),
            (
                ["mx (amavisd-new); dkim=pass (2048-bit key) reason=\"pass (just generated)\" header.d=example.com"],
                [.dkim]
            ),
            (["mx; spf=Pass smtp.mailfrom=jane@example.com; spf=None smtp.helo=postmaster@a.example"], [.spf]),
            (
                ["mx; dkim=pass header.i=@example.com header.s=a; dmarc=pass(p=REJECT) header.from=example.com;"],
                [.dkim, .dmarc]
            ),
            // Exchange Online names no server: what it says is nobody's, and stands in nobody's way.
            (
                [
                    "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=example.com;",
                    "mx; dmarc=pass header.from=example.com",
                ], [.dmarc]
            ),
            (["spf=pass smtp.mailfrom=example.com; dmarc=pass header.from=example.com"], []),
            (["other; dkim=pass header.d", "mx; dmarc=pass header.from=example.com"], [.dmarc]),
        ] as [([String], Set<AuthenticationMethod>)])
    func fronts(fields: [String], methods: Set<AuthenticationMethod>) {
        #expect(AuthenticationResults.verified(fields, by: ["mx"], for: "jane@example.com") == methods)
    }

    @Test(
        "Cisco's gateways name the domain that has the policy: it counts for the mail's author, at that domain or below it",
        arguments: [
            ("dmarc=pass (p=reject dis=none) d=example.com", "jane@example.com", true),
            ("dmarc=pass (p=none dis=none) d=Example.COM", "list@lists.example.com", true),
            ("dmarc=pass (p=none dis=none) d=lists.example.com", "jane@example.com", false),
            ("dmarc=pass d=ample.com", "jane@example.com", false), ("dmarc=pass d=com", "jane@example.com", false),
            ("dmarc=fail (p=none dis=none) d=example.com", "jane@example.com", false),
            ("dmarc=pass header.from=lists.example.com d=example.com", "jane@example.com", false),
        ])
    func policyDomain(result: String, address: String, isProved: Bool) {
        let field =
            "mx; dkim=none (message not signed) header.i=none; spf=None smtp.pra=\(address); spf=Pass smtp.mailfrom=a@b.example; "
            + "spf=None smtp.helo=postmaster@mail.b.example; \(result)"
        #expect(
            AuthenticationResults.verified([field], by: ["mx"], for: address, isAuthor: true)
                == (isProved ? [.dmarc] : []))
        #expect(
            AuthenticationResults.verified([field], by: ["mx"], for: address) == [],
            "whose author is at lists.example.com may have any MAIL FROM")
    }

    @Test(
        "Below what the server wrote nothing of its sender's counts, also where it found nothing, or can't be read",
        arguments: [
            ["mx; none", "mx; dmarc=pass header.from=example.com"],
            ["mx; dmarc=", "mx; dmarc=pass header.from=example.com"],
            ["mx 2; dmarc=fail", "mx; dmarc=pass header.from=example.com"],
            ["(mx; dmarc=fail", "mx; dmarc=pass header.from=example.com"],
            [#""mx"; dmarc=fail"#, "mx; dmarc=pass header.from=example.com"],
            ["mx; dmarc=pass header.from=evil.example=example.com"], ["mx; spf=pass=x smtp.mailfrom=example.com"],
            ["mx; spf=pass smtp.mailfrom=example.com@evil.example"],
            ["mx; spf=fail smtp.mailfrom=a;spf=pass@example.com"],
        ])
    func forged(fields: [String]) {
        #expect(AuthenticationResults.verified(fields, by: ["mx"], for: "jane@example.com") == [])
    }

    @Test("Nobody is proved where there is no return path")
    func nullReversePath() {
        let field = "mx; spf=pass smtp.mailfrom=example.com"
        #expect(AuthenticationResults.verified([field], by: ["mx"], for: "") == [])
    }
}
