import FaxModel
import SMTP
import Testing

@Suite("RFC 3461 §4: what is wanted of a recipient who is named twice")
struct ReportWishesUnionTests {
    @Test(
        "§4.1: every event that one of the wishes names; NEVER only where both say so",
        arguments: [
            ([], [], []), ([], .failure, .failure), (.success, [], .success), (.success, .delay, [.success, .delay]),
            (nil, nil, nil), (nil, [], nil), ([], nil, nil), (nil, .delay, [.success, .failure, .delay]),
        ] as [(NotificationEvents?, NotificationEvents?, NotificationEvents?)])
    func events(one: NotificationEvents?, other: NotificationEvents?, both: NotificationEvents?) {
        #expect(ReportWishes(notify: one).united(with: ReportWishes(notify: other)).notify == both)
        #expect(ReportWishes(notify: other).united(with: ReportWishes(notify: one)).notify == both)
    }

    @Test("§4.2: the first address that the sender wrote of one of which anything is to be told, or else the first")
    func originalRecipient() {
        let silent = ReportWishes(notify: [], originalRecipient: "rfc822;silent@x.example")
        let first = ReportWishes(notify: .failure, originalRecipient: "rfc822;first@x.example")
        let second = ReportWishes(originalRecipient: "rfc822;second@x.example")
        #expect(silent.united(with: first).originalRecipient == "rfc822;first@x.example")
        #expect(first.united(with: silent).originalRecipient == "rfc822;first@x.example")
        #expect(first.united(with: second).originalRecipient == "rfc822;first@x.example")
        #expect(silent.united(with: silent).originalRecipient == "rfc822;silent@x.example")
        #expect(ReportWishes(notify: .success).united(with: second).originalRecipient == "rfc822;second@x.example")
    }
}
