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
        abstract: "Prints what happens as it happens: the depths after each move, and news of jobs.",
        discussion: """
            Without a spool it ends after 10 s, with exit code 69. When the spool goes away later, it says so on standard error and waits for it; \
            what happened meanwhile is in 'faxctl job'.
            """)

    @OptionGroup var access: SpoolAccess

    @Option(help: "End when this job has ended and its sender has been told.")
    var untilTold: JobID?

    func run() async throws {
        try await access.withClient { client, program in
            var shown = ""
            let news = try events(program.configuration.spool.events, program.credentials())
            // Whether there is a spool, events do not tell: they come when something happens.
            _ = try await client.query(.queue, as: QueueReport.self)
            let looking = Task {
                await Self.tellSilence(of: client, SpoolPlace(endpoint: program.configuration.spool.endpoint))
            }
            defer { looking.cancel() }
            for try await event in news {
                if access.json {
                    print(String(decoding: ReportCoding.encode(event), as: UTF8.self))
                } else if let text = event.text, let job = event.job {
                    print("\(LocalTime.clock(event.time))  \(job)  \(LocalTime.localised(text))")
                }
                if event.move != nil, !access.json, let summary = try await summary(client) {
                    if summary != shown { print("\(LocalTime.clock(event.time))  \(summary)") }
                    shown = summary
                }
                fflush(nil)
                if let untilTold, event.job == untilTold, event.stage == .deliver, event.lane != .news,
                    event.move == .done
                {
                    return
                }
            }
        }
    }

    /// The depths in a line; `nil` where the spool has gone meanwhile.
    private func summary(_ client: SpoolClient) async throws -> String? {
        do {
            return try await client.query(.queue, as: QueueReport.self).summary
        } catch let error as SpoolError where error.code == .unreachable {
            return nil
        }
    }

    /// Says on standard error when the spool does not answer any more, and when it does again, until it is cancelled.
    private static func tellSilence(of client: SpoolClient, _ place: SpoolPlace) async {
        var isSilent = false
        while !Task.isCancelled {
            let isHeard = (try? await client.query(.queue, as: QueueReport.self)) != nil
            guard !Task.isCancelled else { return }
            if isHeard == isSilent {
                let news =
                    isHeard
                    ? "the spool answers again" : "the spool does not answer any more (\(place.hint)); waiting for it"
                FileHandle.standardError.write(Data("faxctl: \(news)\n".utf8))
            }
            isSilent = !isHeard
            try? await Task.sleep(for: .seconds(5))
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
