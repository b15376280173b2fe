import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Lines come and go", .timeLimit(.minutes(20)))
struct LineHealthTests {
    @Test(
        "A modem that is not there, is plugged in, pulled out and plugged in again: the operator sees it, and it works",
        arguments: ["", ", answer: {rings: 1}"])
    func hotPlug(_ answer: String) async throws {
        let folder = try TemporaryFolder()
        let device = folder.path("modem")
        let sections = """
            faxout:
              lines: [{name: line-1, device: "\(device)", flow-control: software\(answer)}]
              retry: {local: [50ms]}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .faxout])
            try await line(of: faxpost, is: .resting, "No such file or directory")
            for _ in 0..<2 {
                let exchange = try await Exchange(numbers: ["2222"])
                try FileManager.default.createSymbolicLink(
                    atPath: device, withDestinationPath: exchange.device("2222"))
                try await line(of: faxpost, is: .free, "14400 bit/s")
                try await exchange.stop()
                try FileManager.default.removeItem(atPath: device)
                try await line(of: faxpost, is: .resting, device)
            }
            let said = try faxpost.process(.faxout).output
            #expect(said.components(separatedBy: "in service again").count == 3)
        }
    }

    private func line(of faxpost: Faxpost, is state: LineStatus.State, _ text: String) async throws {
        try await eventually("the line is \(state.rawValue)") {
            let lines = try await faxpost.client.query(.lines, as: LineList.self).lines
            return lines.contains { $0.state == state && ($0.reason ?? $0.modem ?? "").contains(text) }
        }
    }
}
