import Foundation
import Testing

@testable import faxctl

@Suite struct AgeTests {
    @Test(
        arguments: [
            (0, "0s"), (0.9, "0s"), (1, "1s"), (119, "119s"), (120, "2m"), (7199, "119m"), (7200, "2h"),
            (172_799, "47h"), (172_800, "2d"), (34_560_000, "400d"),
        ] as [(Double, String)])
    func theLargestUnitThatSaysSomething(seconds: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_782_907_200)
        #expect(age(of: now.addingTimeInterval(-seconds), now: now) == text)
    }

    @Test func whatIsStillToComeIsNew() {
        let now = Date(timeIntervalSince1970: 1_782_907_200)
        #expect(age(of: now.addingTimeInterval(3600), now: now) == "0s")
    }
}
