import Configuration
import FaxModel
import NIOPosix
import TestSupport
import Testing

@testable import deliver

@Suite("Who waits for a connection to a mail server", .timeLimit(.minutes(5)))
struct SmarthostTests {
    /// A server with one connection, at which nobody's patience ends by itself.
    private func smarthost(ofSeveral: Bool = false) throws -> Smarthost {
        let more = ofSeveral ? ", {name: other, address: 127.0.0.1:26}" : ""
        let settings = try Configuration(
            text: "deliver: {smarthosts: [{name: first, address: 127.0.0.1:25, connections: 1}\(more)]}", file: "f"
        ).deliver
        return try Smarthost(
            settings.smarthosts[0], of: settings, group: .singleton, patience: .seconds(86_400))
    }

    /// Begins to wait: at once where there is a connection, and else when others before it have one.
    private func wait(at host: Smarthost, behind count: Int) async -> Task<String, Never> {
        let task = Task {
            do throws(SessionFailure) {
                try await host.begin()
                return "has a connection"
            } catch {
                return error.failure.sentence
            }
        }
        while await host.waiting.count == count, !Task.isCancelled { await Task.yield() }
        return task
    }

    private let inVain = "The mail server first has not answered any of the 1 mail that it was handed."

    @Test func whereNoMailEndsMeanwhileHeWaitsInVainAndNobodyAfterHimWaitsUntilOneHas() async throws {
        let host = try smarthost()
        try await host.begin()
        let first = await wait(at: host, behind: 0)
        #expect(await !host.waitsOn(0))
        #expect(await first.value == inVain)
        await #expect { try await host.begin() } throws: { ($0 as? SessionFailure)?.failure.sentence == inVain }
        await host.end()
        try await host.begin()
    }

    @Test func atTheOnlyServerHeWaitsAsLongAsMailsEnd() async throws {
        let host = try smarthost()
        try await host.begin()
        let first = await wait(at: host, behind: 0)
        let second = await wait(at: host, behind: 1)
        await host.end()
        #expect(await first.value == "has a connection")
        #expect(await host.waitsOn(1))
        await host.end()
        #expect(await second.value == "has a connection")
    }

    @Test func atOneOfSeveralHeMakesRoomForOthersAndItIsNotTakenForStuck() async throws {
        let host = try smarthost(ofSeveral: true)
        try await host.begin()
        let first = await wait(at: host, behind: 0)
        let second = await wait(at: host, behind: 1)
        await host.end()
        #expect(await first.value == "has a connection")
        #expect(await !host.waitsOn(1))
        #expect(await second.value == "The mail server first is busy with other mails.")
        // Nobody waits any more, so it is not crowded either.
        let third = await wait(at: host, behind: 0)
        await host.end()
        #expect(await third.value == "has a connection")
    }

    @Test func whoIsCancelledWaitsNoLonger() async throws {
        let host = try smarthost()
        try await host.begin()
        let first = await wait(at: host, behind: 0)
        first.cancel()
        #expect(await first.value == "The program ends.")
        #expect(await host.waiting.isEmpty)
        await host.end()
        try await host.begin()
    }

    @Test func whereSomebodyWasSentAwayWhileOthersWaitNobodyElseBeginsToWait() async throws {
        let host = try smarthost(ofSeveral: true)
        try await host.begin()
        let waiters = [
            await wait(at: host, behind: 0), await wait(at: host, behind: 1), await wait(at: host, behind: 2),
        ]
        await host.end()
        #expect(await waiters[0].value == "has a connection")
        #expect(await !host.waitsOn(1))
        await #expect { try await host.begin() } throws: {
            ($0 as? SessionFailure)?.failure.sentence == "The mail server first is busy with other mails."
        }
        await host.end()
        #expect(await waiters[2].value == "has a connection")
        let late = await wait(at: host, behind: 0)
        await host.end()
        #expect(await late.value == "has a connection")
    }
}
