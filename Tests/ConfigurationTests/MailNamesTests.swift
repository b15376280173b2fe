import Testing

@testable import Configuration

@Suite("Names and addresses of mail")
struct MailNamesTests {
    @Test(
        "What is a host's name is taken as written",
        arguments: ["fax.example.com", "vm", "a-b.c_d.example", "1.example"])
    func names(text: String) {
        #expect(HostName(configuration: text)?.text == text)
    }

    @Test(
        "What is none is refused",
        arguments: ["", ".", "a..b", "-a.example", "fax-.example", "a b", "fax\r\nX: y", "ä.example", "[192.0.2.1]"])
    func noNames(text: String) {
        #expect(HostName(configuration: text) == nil)
    }

    @Test(
        "What is a mail address is taken as written",
        arguments: ["fax@fax.example.com", "a.b+c@x", "o'hara@example.com"])
    func addresses(text: String) {
        #expect(MailAddress(configuration: text)?.text == text)
    }

    @Test(
        "What is none is refused",
        arguments: [
            "", "fax", "@example.com", "fax@", "a@b@c", "Fax <fax@example.com>", "a..b@x", ".a@x", "fax@fax-.example",
            "a\r\n@x", "\"a b\"@x",
        ])
    func noAddresses(text: String) {
        #expect(MailAddress(configuration: text) == nil)
    }
}
