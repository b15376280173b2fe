import FaxModel
import Testing

@testable import render

@Suite struct PageFitTests {
    @Test(arguments: [
        (595.276, 841.89, false, 1687, 2292), (612, 792, false, 1728, 2149), (612, 1008, false, 1728, 2735),
        (841.89, 1190.55, false, 1728, 2348), (841.89, 595.276, true, 1687, 2292), (1190.55, 841.89, true, 1728, 2348),
        (419.5, 595.3, false, 1189, 1621), (595.3, 419.5, false, 1687, 1142), (226.8, 5000, false, 643, 13612),
    ])
    func standingSizeAtFineResolution(width: Double, height: Double, turned: Bool, pels: Int, rows: Int) throws {
        let fit = try PageFit(width: width, height: height, resolution: .fine)
        #expect(fit.isTurned == turned)
        let standing = turned ? (fit.rows, fit.width) : (fit.width, fit.rows)
        #expect(abs(standing.0 - pels) <= 1 && abs(standing.1 - rows) <= 1)
        #expect(standing.0 <= 1728)
    }

    @Test func whatHasNoSizeIsRefused() {
        for size in [0, -1, .nan, .infinity] {
            #expect(throws: ConversionError.self) { try PageFit(width: size, height: 100, resolution: .fine) }
            #expect(throws: ConversionError.self) { try PageFit(width: 100, height: size, resolution: .fine) }
        }
    }
}
