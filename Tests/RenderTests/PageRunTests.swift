import FaxModel
import Testing

@testable import render

@Suite struct PageRunTests {
    private func fit(_ width: Double) throws -> PageFit { try PageFit(width: width, height: 700, resolution: .fine) }

    private func runs(_ fits: [PageFit], begun: Int = 0) -> [[Int]] {
        PageRun.runs(fits, begun: begun, share: 2).map { [$0.first, $0.last] }
    }

    @Test func eachProcessorHasItsShare() throws {
        let fits = Array(repeating: try fit(500), count: 100)
        #expect(runs(fits) == [[1, 50], [51, 100]])
        #expect(runs(fits, begun: 6) == [[1, 53], [54, 100]], "47 more for either")
        #expect(runs(fits, begun: 100) == [[1, 100]])
        #expect(runs(fits, begun: 500) == [[1, 100]])
    }

    @Test func aShortDocumentIsNotDivided() throws {
        #expect(runs(Array(repeating: try fit(500), count: 8)) == [[1, 8]])
        #expect(runs(Array(repeating: try fit(500), count: 10), begun: 2) == [[1, 10]])
    }

    @Test func pagesOfOtherSizesAreRunsOfTheirOwn() throws {
        let (one, other) = (try fit(500), try fit(300))
        #expect(runs([one, one, other, one]) == [[1, 2], [3, 3], [4, 4]])
    }
}
