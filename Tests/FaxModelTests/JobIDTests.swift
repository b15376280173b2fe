import FaxModel
import Foundation
import Testing

@Suite struct JobIDTests {
    private let order = OrderID(rawValue: 0x0123_4567_89AB_CDEF)

    @Test(arguments: [(1, "028T5CY4TQKFF-1"), (10, "028T5CY4TQKFF-10"), (10_000, "028T5CY4TQKFF-10000")])
    func theOrderAndTheRecipientsPlace(number: Int, text: String) {
        let id = JobID(order: order, number: number)
        #expect(id.description == text)
        #expect(JobID(text) == id)
        #expect(JobID(text.lowercased()) == id)
    }

    @Test func jobsSortByOrderAndThenByNumberNotByText() {
        let ids = [
            JobID(order: OrderID(rawValue: 1), number: 9), JobID(order: order, number: 2),
            JobID(order: order, number: 10), JobID(order: OrderID(rawValue: .max), number: 1),
        ]
        #expect(ids.shuffled().sorted() == ids)
    }

    @Test(
        "What is no job is refused",
        arguments: [
            "", "028T5CY4TQKFF", "028T5CY4TQKFF-", "028T5CY4TQKFF-0", "028T5CY4TQKFF--1", "028T5CY4TQKFF-+1",
            "028T5CY4TQKFF-01", "028T5CY4TQKFF-1-1", "028T5CY4TQKFF-1 ", "028T5CY4TQKF-1", "-1",
            "028T5CY4TQKFF-9223372036854775808", "028T5CY4TQKFF 1",
        ])
    func badText(_ text: String) {
        #expect(JobID(text) == nil)
    }

    @Test func jsonHasTheText() throws {
        let ids = [JobID(order: order, number: 3)]
        let json = try JSONEncoder().encode(ids)
        #expect(String(decoding: json, as: UTF8.self) == #"["028T5CY4TQKFF-3"]"#)
        #expect(try JSONDecoder().decode([JobID].self, from: json) == ids)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([JobID].self, from: Data(#"["028T5CY4TQKFF-0"]"#.utf8))
        }
    }
}
