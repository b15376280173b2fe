import FaxModel
import Pipeline
import TestSupport

extension SpoolLoad {
    /// Looks up everything that the spool has answered so far.
    ///
    /// - Throws: `Losses`.
    func audit() async throws(Losses) {
        var losses = self.losses
        for order in ledger.orders {
            // The workers go on meanwhile.
            let least = ledger[order].answered
            do {
                let step = try await look(for: order)
                if step < least { losses.append("order \(order) is \(step), and \(least) was answered") }
                let most = ledger[order].asked
                if step > most { losses.append("order \(order) is \(step), and only \(most) was asked for") }
            } catch {
                losses.append("order \(order): \(error)")
            }
        }
        guard losses.isEmpty else { throw Losses(lines: losses) }
    }

    /// Waits until no task is left.
    func finished() async throws {
        try await eventually("all tasks are done") {
            let report = try await client.query(.queue, as: QueueReport.self, timeout: .seconds(60))
            return report.depths.allSatisfy { $0.ready + $0.delayed + $0.leased == 0 }
        }
    }

    /// How far the order has come, by what the spool knows of it; its documents are read.
    private func look(for order: OrderID) async throws -> Ledger.Step {
        let history: JobHistory
        do {
            history = try await client.query(
                .job(JobID(order: order, number: 1)), as: JobHistory.self, timeout: .seconds(60))
        } catch let error as SpoolError where error.code == .unknown {
            return .nothing
        }
        let step: Ledger.Step
        switch history.tasks.map(\.stage) {
        case [.enrich]: step = history.job.state == .enriched ? .checkpointed : .submitted
        case [.deliver]: step = .handedOn
        case []: step = .done
        case let stages: throw SupportError("it has tasks for \(stages)")
        }
        let roles = step >= .handedOn ? ["mail", "pages"] : ["mail"]
        let documents = Dictionary(
            uniqueKeysWithValues: roles.map { ($0, NewDocument.sample($0, of: order).reference) })
        guard history.documents == documents else { throw SupportError("it has the documents \(history.documents)") }
        // The client compares the digest.
        for document in documents.values { _ = try await client.document(document.digest) }
        return step
    }
}
