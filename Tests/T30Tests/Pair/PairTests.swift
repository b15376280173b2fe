import Foundation
import Testing

@testable import T30

/// Our stations against each other. `FAXPOST_PAIR_CALLS=…` plays another number of calls, `FAXPOST_PAIR_SEED=…` one of
/// them, and prints what happened.
@Suite("Pairs of our own stations")
struct PairTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let calls = environment["FAXPOST_PAIR_CALLS"].flatMap { UInt64($0) } ?? usualCalls
    #if DEBUG
        private static let usualCalls: UInt64 = 2_000
    #else
        private static let usualCalls: UInt64 = 100_000
    #endif

    @Test func noCallIsStuckAndNoPageIsSaidToBeSentThatIsNotStored() {
        if let seed = Self.environment["FAXPOST_PAIR_SEED"].flatMap({ UInt64($0) }) {
            var call = PairedCall(seed: seed, keepsTrace: true)
            call.play()
            print(call.trace.joined(separator: "\n"))
            #expect(call.mistakes == [])
            return
        }
        var endings: [CallEnding: Int] = [:]
        for seed in 0..<Self.calls {
            var call = PairedCall(seed: seed)
            call.play()
            let mistakes = call.mistakes
            if !mistakes.isEmpty { Issue.record("seed \(seed): \(mistakes.joined(separator: "; "))") }
            for end in call.ends { if let ending = end.report?.ending { endings[ending, default: 0] += 1 } }
        }
        let list = endings.sorted { $0.value > $1.value }.map { "\($0.key.rawValue) \($0.value)" }
        print("\(Self.calls) pairs: \(list.joined(separator: ", "))")
        #expect(endings[.sent, default: 0] * 3 > Int(Self.calls))
    }
}

extension PairedCall {
    /// What went against the rules in a call that has been played.
    var mistakes: [String] {
        var mistakes: [String] = []
        for (number, end) in ends.enumerated() {
            mistakes += end.mistakes.map { "end \(number): \($0)" }
            if end.report == nil, !end.isAbsent { mistakes.append("end \(number) is stuck") }
            mistakes += self.mistakes(of: end, to: ends[1 - number]).map { "end \(number): \($0)" }
        }
        return mistakes
    }

    private func mistakes(of sender: PairEnd, to receiver: PairEnd) -> [String] {
        var mistakes: [String] = []
        let received = receiver.confirmedPages()
        for number in 0..<sender.confirmed {
            let isThere = received.contains { page in
                page.number == number
                    && TestPage.isPage(page.octets, sender.pages[number], parameters: page.parameters)
            }
            if !isThere { mistakes.append("page \(number) is said to be sent, and is not there") }
        }
        for number in sender.pages.indices {
            let copies = received.count { $0.number == number }
            if copies > sender.sendings[number, default: 0] {
                mistakes.append("page \(number) is there \(copies) times")
            }
        }
        if sender.report?.ending == .sent, sender.confirmed != sender.pages.count {
            mistakes.append("not all pages were sent")
        }
        if !zip(received, received.dropFirst()).allSatisfy({ $0.number <= $1.number }) {
            mistakes.append("pages are out of order")
        }
        return mistakes
    }
}
