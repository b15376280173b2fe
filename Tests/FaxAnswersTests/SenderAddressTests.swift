import FaxAnswers
import Testing

@Suite("The address behind a signed reverse path")
struct SenderAddressTests {
    @Test(
        "What a mail server signs anew each time does not count",
        arguments: [
            ("jane@example.com", "jane@example.com"), ("Jane@Example.COM", "jane@example.com"),
            ("prvs=0123ABCDEF=jane@example.com", "jane@example.com"),
            ("prvs=jane/0123abcdef@example.com", "jane@example.com"),
            ("btv1==9876543210a==jane@example.com", "jane@example.com"),
            ("SRS0=HHH=TT=example.com=jane@forwarder.example", "srs0=example.com=jane@forwarder.example"),
            ("srs0+abcd=42=example.com=jane@forwarder.example", "srs0=example.com=jane@forwarder.example"),
            (
                "SRS0=HHH=TT=example.com=prvs=0123abcdef=jane@forwarder.example",
                "srs0=example.com=jane@forwarder.example"
            ),
            (
                "SRS1=GGGG=first.example==HHH=TT=example.com=jane@second.example",
                "srs1=first.example=example.com=jane@second.example"
            ),
            (
                "SRS1=GGGG=first.example=+HHH=TT=example.com=jane@second.example",
                "srs1=first.example=example.com=jane@second.example"
            ),
            (
                "SRS1-GGGG=first.example=-HHH=TT=example.com=jane@second.example",
                "srs1=first.example=example.com=jane@second.example"
            ),
            (
                "Desk+SRS=aB3dE=QF=Example.com=Jane@tenant.example",
                "desk+srs=example.com=jane@tenant.example"
            ),
            (
                "bounces+SRS=aB3dE=QF=example.com=prvs=0123abcdef=jane@tenant.example",
                "bounces+srs=example.com=jane@tenant.example"
            ),
            ("jane+4922812345=fax.example@example.com", "jane@example.com"),
            ("prvs=0123abcdef=jane-4922812345=fax.example@example.com", "jane@example.com"), ("", ""),
        ])
    func address(path: String, address: String) {
        #expect(SenderAddress(path, to: ["4922812345@fax.example"]).text == address)
    }

    @Test(
        "What only looks like a signature is part of the address",
        arguments: [
            "prvs=jane@example.com", "prvs=0123abcde=jane@example.com", "prvs=xx23abcdef=jane@example.com",
            "prvs=0123abcdef=@example.com", "srs0=hhh=tt=jane@example.com", "srs2=h=t=example.com=jane@example.com",
            "srs1=g=h=t=example.com=jane@example.com", "srs1=g=first.example=+=t=example.com=jane@example.com",
            "desk+srs=hhh=tt=jane@example.com", "+srs=hhh=tt=example.com=jane@example.com", "desk+srs=@example.com",
            "btv1==jane@example.com", "jane+bob=other.example@example.com",
            "+4922812345=fax.example@example.com", "4922812345=fax.example@example.com", "jane+tag@example.com",
        ])
    func other(path: String) {
        #expect(SenderAddress(path, to: ["4922812345@fax.example"]).text == path)
    }

    @Test("An address that another domain has wrapped is that domain's")
    func wrapped() {
        let jane = SenderAddress("jane@example.com")
        #expect(SenderAddress("SRS0=HHH=TT=example.com=jane@evil.example") != jane)
        #expect(
            SenderAddress("SRS0=HHH=TT=example.com=jane@evil.example")
                != SenderAddress("SRS0=HHH=TT=example.com=jane@forwarder.example"))
        #expect(SenderAddress("prvs=0123abcdef=jane@evil.example") != jane)
    }
}
