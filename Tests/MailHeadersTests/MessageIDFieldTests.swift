import MailHeaders
import Testing

@Suite("The Message-ID in a mail's first octets (RFC 5322 §3.6.4)")
struct MessageIDFieldTests {
    private func find(_ text: String) -> String? {
        MessageIDField.find(in: Array(text.utf8))
    }

    @Test(arguments: [
        "Message-ID: <1@x>\r\n\r\n", "Message-ID:<1@x>\r\n\r\n", "message-id: <1@x>\r\n\r\n",
        "MESSAGE-ID:\t<1@x>  \r\n\r\n", "Message-ID : <1@x>\r\n\r\n",
        "Subject: x\r\nMessage-Id: <1@x>\r\nTo: y\r\n\r\nHello\r\n",
        "Message-ID: <1@x>\n\nHello\n",
    ])
    func itIsFoundWhereverAndHoweverItIsWritten(_ text: String) {
        #expect(find(text) == "<1@x>")
    }

    @Test(arguments: ["Message-ID:\r\n <1@x>\r\n\r\n", "Message-ID:\r\n\t<1\r\n @x>\r\nTo: y\r\n\r\n"])
    func itIsUnfolded(_ text: String) {
        #expect(find(text) == "<1@x>")
    }

    @Test(arguments: [
        "", "\r\n", "Subject: x\r\n\r\nMessage-ID: <1@x>\r\n", "Subject: x\n\nMessage-ID: <1@x>\n",
        "\r\nMessage-ID: <1@x>\r\n\r\n", "X-Message-ID: <1@x>\r\n\r\n", "Message-ID-Old: <1@x>\r\n\r\n",
        "Message-ID <1@x>\r\n\r\n", "Subject: a\r\n Message-ID: <1@x>\r\n\r\n", "Message-ID:\r\n\r\n",
        "Message-ID: \r\n \r\nTo: x\r\n\r\n",
    ])
    func aMailWithoutOneHasNone(_ text: String) {
        #expect(find(text) == nil)
    }

    @Test func theFirstOfSeveralCounts() {
        #expect(find("Message-ID: <1@x>\r\nMessage-ID: <2@x>\r\n\r\n") == "<1@x>")
    }

    @Test func oneThatIsLongerThanALineMayBeIsNone() {
        func field(_ count: Int) -> String { "Message-ID:\r\n " + String(repeating: "a", count: count) + "\r\n\r\n" }
        #expect(find(field(998))?.count == 998)
        #expect(find(field(999)) == nil)
    }

    @Test(arguments: ["Message-ID: <1", "Message-ID: <1@x>", "Message-ID:\r\n <1@", "Message-ID: <1@x>\r"])
    func oneThatMayGoOnAfterTheOctetsIsNone(_ text: String) {
        #expect(find("Subject: x\r\n" + text) == nil)
    }

    @Test func octetsThatAreNoTextDoNoHarm() {
        #expect(
            MessageIDField.find(in: [0xFF, 0x0A, 0x00, 0x0A] + Array("Message-ID: <\u{e4}>\r\n\r\n".utf8)) == "<\u{e4}>"
        )
        #expect(MessageIDField.find(in: Array("Message-ID: ".utf8) + [0xFF, 0xFE, 0x0D, 0x0A, 0x0D, 0x0A]) != nil)
    }
}
