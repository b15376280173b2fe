import FaxModel
import Testing

@Suite("How far a fax has come")
struct FaxProgressTests {
    private let own = SamplePayloads.number
    private let other = SamplePayloads.otherNumber

    private var begun: FaxProgress {
        FaxProgress(attempts: [SamplePayloads.endedAttempt, SamplePayloads.openAttempt], confirmedPages: 2)
    }

    @Test func turnedToItsOwnNumberItStaysAsItIs() {
        var progress = begun
        progress.turn(to: own, from: own)
        #expect(progress == begun)
    }

    @Test func turnedToAnotherNumberItBeginsWithItsFirstPageAndKeepsItsAttempts() {
        var progress = begun
        progress.turn(to: other, from: own)
        #expect(progress.number == other)
        #expect(progress.confirmedPages == 0)
        #expect(progress.attempts == begun.attempts)
        #expect(progress.attemptsElsewhere == 2)
    }

    @Test func turnedToTheSameNumberAgainItGoesOn() {
        var progress = begun
        progress.turn(to: other, from: own)
        progress.attempts.append(SamplePayloads.endedAttempt)
        progress.confirmedPages = 1
        let before = progress
        progress.turn(to: other, from: own)
        #expect(progress == before)
    }

    @Test func turnedBackToItsOwnNumberItBeginsAnewToo() {
        var progress = begun
        progress.turn(to: other, from: own)
        progress.attempts.append(SamplePayloads.endedAttempt)
        progress.confirmedPages = 1
        progress.turn(to: own, from: own)
        #expect(progress.number == own)
        #expect(progress.confirmedPages == 0)
        #expect(progress.attemptsElsewhere == 3)
    }

    @Test func openAttemptsAreClosedAsInterruptedAndToldOnce() {
        var progress = begun
        let closed = progress.closeInterrupted()
        #expect(closed.map(\.number) == [2])
        #expect(closed.map(\.outcome) == [.interrupted])
        #expect(progress.attempts.map(\.outcome) == [.dropped, .interrupted])
        #expect(progress.closeInterrupted().isEmpty)
    }
}
