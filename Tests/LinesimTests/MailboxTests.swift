import Foundation
import Testing

@testable import linesim

@Suite struct MailboxTests {
    private let mailbox: Mailbox

    init() throws {
        mailbox = try Mailbox()
    }

    private var isReadable: Bool { SerialProgram.isReadable(mailbox.descriptor, milliseconds: 0) }

    @Test func noticesAreTakenInOrderAndOnce() {
        #expect(!isReadable)
        mailbox.tell(.clearing(3))
        mailbox.tell(.released(3))
        #expect(isReadable)
        let news = mailbox.take()
        #expect(news.notices == [.clearing(3), .released(3)] && !news.isStopped)
        #expect(!isReadable)
        #expect(mailbox.take().notices.isEmpty)
    }

    @Test func anEndStaysAnEnd() {
        mailbox.stop()
        #expect(isReadable)
        #expect(mailbox.take().isStopped)
        #expect(mailbox.take().isStopped)
    }

    @Test func moreNoticesThanAPipeHoldsAreKept() {
        for number in 0..<100_000 { mailbox.tell(.released(number)) }
        #expect(mailbox.take().notices == (0..<100_000).map { .released($0) })
        #expect(!isReadable)
        mailbox.tell(.clearing(1))
        #expect(isReadable)
    }
}
