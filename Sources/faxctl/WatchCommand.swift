import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline
import ZeroMQ

/// faxctl watch
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Prints what happens as it happens: the depths after each move, and news of jobs.")

    @OptionGroup var access: SpoolAccess

    @Option(help: "End when this job has ended and its sender has been told.")
    var untilTold: JobID?

    func run() async throws {
        try await access.withClient { client, program in
            var shown = ""
            for try await event in try events(
                program.configuration.spool.events, program.credentials())
            {
                if access.json {
                    print(String(decoding: ReportCoding.encode(event), as: UTF8.self))
                } else if let text = event.text, let job = event.job {
                    print("\(LocalTime.clock(event.time))  \(job)  \(LocalTime.localised(text))")
                }
                if event.move != nil, !access.json {
                    let summary = try await client.query(.queue, as: QueueReport.self).summary
                    if summary != shown { print("\(LocalTime.clock(event.time))  \(summary)") }
                    shown = summary
                }
                fflush(nil)
                if let untilTold, event.job == untilTold, event.stage == .deliver, event.move == .done { return }
            }
        }
    }

    private func events(
        _ endpoint: String, _ credentials: SpoolCredentials?
    ) throws -> AsyncThrowingStream<SpoolEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<SpoolEvent, any Error>.makeStream()
        Thread.detachNewThread {
            do {
                let socket = try ZeroMQSocket(.subscriber, context: ZeroMQContext())
                if let credentials { try socket.connectSecurely(to: credentials.spool, as: credentials.own) }
                try socket.connect(to: endpoint)
                while true {
                    try socket.poll(milliseconds: 1000)
                    while let frames = try socket.receive() {
                        if case .terminated = continuation.yield(try SpoolEvent.read(frames)) { return }
                    }
                }
            } catch {
                continuation.finish(throwing: error)
            }
        }
        return stream
    }
}
