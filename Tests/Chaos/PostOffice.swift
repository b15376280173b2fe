import FaxModel
import Foundation
import Synchronization
import TestSupport

/// Hands in the mails of a plan, several at once, and hands in again what was not accepted, as mail servers do.
final class PostOffice: Sendable {
    /// What became of a mail.
    struct Receipt: Hashable, Sendable {
        /// The order that it was accepted as.
        var order: OrderID
        /// Tries that were answered with 4xx.
        var refusals = 0
        /// Tries whose connection broke before the end of the data.
        var breaks = 0
        /// Tries that may have become an order nobody was told of.
        var unanswered = 0
    }

    private struct State {
        var next = 0
        var receipts: [Int: Receipt] = [:]
        var backlog = 0
    }

    private let plan: ChaosPlan
    private let ports: [Int]
    private let maximumBacklog: Int
    private let state = Mutex(State())

    /// Mails that are handed in at once.
    private static let clients = 4

    /// An office that hands in at these ports of 127.0.0.1, and none while more than so many tasks are in hand.
    init(_ plan: ChaosPlan, maximumBacklog: Int, ports: [Int]) {
        self.plan = plan
        self.maximumBacklog = maximumBacklog
        self.ports = ports
    }

    /// What became of the mails that are accepted, by their place in the plan.
    var receipts: [Int: Receipt] { state.withLock { $0.receipts } }

    /// Takes in how many tasks are in hand.
    func setBacklog(_ count: Int) {
        state.withLock { $0.backlog = count }
    }

    /// Hands in all mails; returns when each is accepted.
    func run() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<Self.clients { group.addTask { try await self.work() } }
            while try await group.next() != nil {}
        }
    }

    private func work() async throws {
        while let mail = nextMail() {
            try await eventually("there is room for mail \(mail.index)", within: .seconds(600)) {
                state.withLock { $0.backlog <= maximumBacklog }
            }
            let receipt = try await handIn(mail)
            state.withLock { $0.receipts[mail.index] = receipt }
        }
    }

    private func nextMail() -> PlannedMail? {
        state.withLock { state in
            guard plan.mails.indices.contains(state.next) else { return nil }
            defer { state.next += 1 }
            return plan.mails[state.next]
        }
    }

    private func handIn(_ mail: PlannedMail) async throws -> Receipt {
        var random = plan.random("mail", mail.index)
        var receipt = Receipt(order: OrderID(rawValue: 0))
        while true {
            try Task.checkCancellation()
            let port = ports.randomElement(using: &random) ?? 0
            let pause = Int.random(in: 0...400, using: &random)
            switch try await Self.send(mail, port: port, pause: pause) {
            case .accepted(let order):
                receipt.order = order
                return receipt
            case .refused: receipt.refusals += 1
            case .broken: receipt.breaks += 1
            case .unanswered: receipt.unanswered += 1
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...800, using: &random)))
        }
    }

    /// Hands in on a thread of its own, because it blocks.
    private static func send(_ mail: PlannedMail, port: Int, pause: Int) async throws -> MailClient.Result {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(with: Result { try MailClient.send(mail, port: port, pause: pause) })
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
    }
}
