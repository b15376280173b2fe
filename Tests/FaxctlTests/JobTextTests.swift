import FaxModel
import Foundation
import Pipeline
import Testing

@testable import faxctl

@Suite struct JobTextTests {
    /// Times are local: `<time>` stands for every one.
    private func text(_ history: JobHistory) -> String {
        history.text.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, with: "<time>")
    }

    @Test func everythingThatIsKnownIsShown() {
        #expect(
            text(SampleHistory.waiting) == """
                job       028T5CY4TQKFF-2
                state     waiting
                from      jane@example.com
                to        Kai
                number    +4930231250
                subject   Grüße
                reference A/7
                pages     1 of 3 confirmed
                result    The far end hung up.
                accepted  <time>
                changed   <time>
                times     in \(LocalTime.zone)

                history
                  <time>  -         accepted from 192.0.2.7
                  <time>  enrich    sender found
                  <time>  faxout    dials

                calls
                  1. <time> line line-1 dialled 004930231250: 40 s, 1 page confirmed, The far end hung up. \
                (MR, 9600 bit/s, no ECM, station '+49 30 231250', call 0000000000001)
                  2. <time> line line-2 dialled 004930231250: 0 pages confirmed, under way \
                (call 0000000000002)

                tasks
                  faxout (berlin) delayed until <time>, tried again 1 time, 2 workers lost: The number was busy.
                  deliver (default) ready

                documents
                  mail    message/rfc822, 1000 bytes, \(String(repeating: "11", count: 32))
                  pages   image/tiff, 1000 bytes, \(String(repeating: "22", count: 32))
                """)
    }

    @Test func whatIsNotKnownIsLeftOut() {
        #expect(
            text(SampleHistory.accepted) == """
                job       028T5CY4TQKFF-2
                state     accepted
                from      <>
                pages     0 of ? confirmed
                accepted  <time>
                changed   <time>
                times     in \(LocalTime.zone)
                """)
    }

    @Test func timesAreThoseOfTheEvents() throws {
        let text = SampleHistory.waiting.text
        let calls = try #require(text.split(separator: "\n\n").first { $0.hasPrefix("calls\n") })
        // 97 seconds lie between the two calls, wherever the reader is.
        let times = calls.matches(of: /:(\d\d):(\d\d) line/).compactMap { match in
            Int(match.1).flatMap { minutes in Int(match.2).map { minutes * 60 + $0 } }
        }
        #expect(times == [2, 99])
    }

    @Test func timesInSentencesAreOfTheSameZoneAsAllOthers() {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        var history = SampleHistory.waiting
        history.events[0].text = "The number was busy. It will be tried again at 2027-01-15T08:00:00Z."
        #expect(history.text.contains("It will be tried again at \(LocalTime.text(time))."))
        #expect(!history.text.contains("T08:00:00Z"))
    }

    @Test func whatIsSetAsideIsCalledSoOfJobsAndOfTasks() {
        var history = SampleHistory.waiting
        history.job.state = .setAside
        history.tasks[0].state = "corrupt"
        #expect(history.text.contains("state     set-aside") && history.text.contains("faxout (berlin) set aside"))
    }

    @Test func whatIsHeldHasNoEnd() {
        var history = SampleHistory.waiting
        history.tasks[0].expires = Date()
        #expect(history.text.contains(", ends ") && history.text.contains(" at the latest"))
        history.tasks[0].state = "held"
        #expect(history.text.contains("faxout (berlin) held") && !history.text.contains(" at the latest"))
    }

    @Test func aListHasALineAJob() {
        var plain = SampleHistory.accepted.job
        plain.created = Date(timeIntervalSinceNow: -86_400 * 3 - 60)
        var received = JobRecord(id: plain.id, created: plain.created)
        (received.state, received.sender, received.recipient) = (.received, "+49305", "231: kai@example.com")
        (received.pageCount, received.confirmedPages, received.attempts) = (2, 2, 1)
        var full = SampleHistory.waiting.job
        full.created = Date(timeIntervalSinceNow: -3600 * 4 - 60)
        #expect(
            JobList(jobs: [full, plain, received]).table.text == """
                job              state     number       pages  calls  age  from              to                    subject
                028T5CY4TQKFF-2  waiting   +4930231250  1/3        2  4h   jane@example.com  Kai                   Grüße
                028T5CY4TQKFF-2  accepted  -            0/?        0  3d   <>
                028T5CY4TQKFF-2  received  -            2/2        1  3d   +49305            231: kai@example.com
                """)
    }
}
