import FaxModel
import Testing

@Suite("Which pages are meant") struct PageRangeTests {
    @Test(arguments: [
        ("1", [1]), ("2-4", [2, 3, 4]), ("1,3-3,5-", [1, 3, 5, 6]), ("4-,1", [1, 4, 5, 6]), (" 1 - 2 , 6 ", [1, 2, 6]),
        ("10000", []), ("2,2,2", [2]),
    ])
    func pages(text: String, pages: [Int]) throws {
        let range = try #require(PageRange(text))
        #expect((1...6).filter(range.contains) == pages)
        #expect(PageRange(range.description) == range)
    }

    @Test(arguments: [
        "", ",", "1,", "0", "-", "-1", "1--2", "2-1", "a", "1-b", "10001", "+1", "1.5", "99999999999999999999", "１",
        "1-2-3",
    ])
    func nonsense(_ text: String) {
        #expect(PageRange(text) == nil)
    }

    @Test func thereIsAnEndToIt() {
        #expect(PageRange([String](repeating: "1", count: 50).joined(separator: ",")) != nil)
        #expect(PageRange([String](repeating: "1", count: 51).joined(separator: ",")) == nil)
    }
}
