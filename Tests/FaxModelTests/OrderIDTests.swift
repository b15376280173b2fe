import FaxModel
import Foundation
import Testing

@Suite struct OrderIDTests {
    private static let noon2026 = Date(timeIntervalSince1970: 1_782_907_200)

    @Test(arguments: [
        (0, "0000000000000"), (31, "000000000000Z"), (32, "0000000000010"), (UInt64.max, "FZZZZZZZZZZZZ"),
        (0x0123_4567_89AB_CDEF, "028T5CY4TQKFF"),
    ])
    func thirteenDigitsOfCrockfordsBase32(rawValue: UInt64, text: String) {
        #expect(OrderID(rawValue: rawValue).description == text)
        #expect(OrderID(text)?.rawValue == rawValue)
        #expect(OrderID(text.lowercased())?.rawValue == rawValue)
    }

    @Test func theTextFormIsMillisecondsSince2020ThenTheRandomBits() {
        let id = OrderID(time: Self.noon2026, random: 0x15_5555)
        #expect(id.rawValue == 205_070_400_000 << 22 | 0x15_5555)
        #expect(id.description == "0QVY9FT01ANAN")
    }

    @Test func ofTheRandomNumberTheLowest22BitsCount() {
        #expect(
            OrderID(time: Self.noon2026, random: 0xFFFF_FFFF) == OrderID(time: Self.noon2026, random: 0x3F_FFFF))
        #expect(OrderID(time: Self.noon2026, random: 0x40_0000) == OrderID(time: Self.noon2026, random: 0))
    }

    @Test func aTimeBefore2020CountsAsItsBeginning() {
        #expect(OrderID(time: Date(timeIntervalSince1970: 0), random: 7).rawValue == 7)
    }

    @Test func idsAndTheirTextsSortByTime() {
        let ids = [0, 0.001, 1, 60, 86_400, 86_400 * 365 * 50].map {
            OrderID(time: Self.noon2026.addingTimeInterval($0), random: $0 == 1 ? 0 : 0x3F_FFFF)
        }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.description).shuffled().sorted() == ids.map(\.description))
    }

    @Test func newIdsAreOfNowAndDiffer() {
        let before = OrderID(time: Date(), random: 0)
        let ids = (0..<100).map { _ in OrderID.new() }
        let after = OrderID(time: Date(), random: 0x3F_FFFF)
        #expect(ids.allSatisfy { (before...after).contains($0) })
        #expect(Set(ids).count > 90)
    }

    @Test(
        "What is no id is refused",
        arguments: [
            "", "0", "000000000000", "00000000000000", "000000000000I", "000000000000L", "000000000000O",
            "000000000000U", "000000000000-", " 000000000000", "G000000000000", "ZZZZZZZZZZZZZ",
            // 13 octets of text whose upper case would be digits: ß and ſ.
            "0ß0000000000", "0ſ0000000000",
        ])
    func badText(_ text: String) {
        #expect(OrderID(text) == nil)
    }

    @Test func jsonHasTheText() throws {
        let ids = [OrderID(rawValue: 0x0123_4567_89AB_CDEF)]
        let json = try JSONEncoder().encode(ids)
        #expect(String(decoding: json, as: UTF8.self) == #"["028T5CY4TQKFF"]"#)
        #expect(try JSONDecoder().decode([OrderID].self, from: json) == ids)
    }

    @Test func jsonThatIsNoIdIsQuotedInTheError() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([OrderID].self, from: Data(#"["12"]"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.debugDescription == "'12' is no OrderID")
    }
}
