import Configuration
import FaxModel
import Testing

@testable import faxout

@Suite("Settings of the lines")
struct FaxoutSettingsTests {
    @Test func aLineNeedsANameAndADeviceOnly() throws {
        let line = try #require(try SampleFax.settings("lines:", "- { name: line1, device: /dev/ttyS0 }").lines.first)
        #expect(line.group == .default)
        #expect(line.flowControl == .hardware)
        #expect(line.answerTimeout == .seconds(60))
        #expect(TelephoneLine(settings: line).dialled(SampleFax.task(pageCount: 1).job.number) == "004930999")
    }

    @Test(arguments: [
        "- { device: /dev/ttyS0 }", "- { name: a, device: /dev/ttyS0, baud: 9600 }",
        "- { name: a, device: /dev/ttyS0, speed: 12345 }", "- { name: a, device: /dev/ttyS0, flow-control: maybe }",
        "- { name: a, device: /dev/ttyS0, station-id: '123456789012345678901' }",
        "- { name: a, device: /dev/ttyS0, answer-timeout: 5m }",
        "- { name: a, device: /dev/ttyS0, maximum-rate: 1200 }",
        "- { name: a, device: /dev/ttyS0, maximum-rate: 9601 }",
        "- { name: a, device: /dev/ttyS0, codings: [MH, JBIG] }",
    ])
    func aBadLineIsRefused(_ line: String) {
        #expect(throws: ConfigurationError.self) { try SampleFax.settings("lines:", line) }
    }

    @Test func aLineIsLimitedInItsCodings() throws {
        let lines = try SampleFax.settings(
            "lines:", "- { name: a, device: /dev/a, codings: [MH, MR] }", "- { name: b, device: /dev/b, codings: MH }"
        ).lines
        #expect(lines.map(\.codings) == [[.mh, .mr], [.mh]])
    }

    @Test func twoLinesShareNeitherNameNorDevice() {
        #expect(throws: ConfigurationError.self) {
            try SampleFax.settings("lines:", "- { name: a, device: /dev/a }", "- { name: a, device: /dev/b }")
        }
        #expect(throws: ConfigurationError.self) {
            try SampleFax.settings("lines:", "- { name: a, device: /dev/a }", "- { name: b, device: /dev/a }")
        }
    }

    @Test func ourOwnTroubleAlwaysHasAWait() {
        #expect(throws: ConfigurationError.self) { try SampleFax.settings("retry: { local: [] }") }
    }
}
