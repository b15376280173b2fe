import NIOCore
import Testing

@testable import ingest

@Suite("Whose logins are checked")
struct LoginTurnsTests {
    private let now = NIODeadline.uptimeNanoseconds(0)
    private let client = ClientNetwork("192.0.2.1")

    @Test("Logins that failed are forgotten after a while, and are one client's")
    func failures() async {
        let turns = LoginTurns()
        for _ in 0..<LoginTurns.failures {
            #expect(await turns.begin(client, now: now))
            turns.ended(client, hasFailed: true, now: now)
        }
        let isLetAgain = await turns.begin(client, now: now + .minutes(9))
        #expect(!isLetAgain)
        #expect(await turns.begin(ClientNetwork("192.0.2.2"), now: now))
        #expect(await turns.begin(client, now: now + .minutes(10)))
    }

    @Test("Right ones are all admitted, however many come at once")
    func many() async {
        let turns = LoginTurns()
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turns.begin(client, now: now) else { return false }
                    await Task.yield()
                    turns.ended(client, hasFailed: false, now: now)
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 100)
    }

    @Test("Of wrong ones that come at once no more are tried than of those that come one after the other")
    func guesses() async {
        let turns = LoginTurns()
        let tried = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turns.begin(client, now: now) else { return false }
                    await Task.yield()
                    turns.ended(client, hasFailed: true, now: now)
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(tried == LoginTurns.failures)
    }
}
