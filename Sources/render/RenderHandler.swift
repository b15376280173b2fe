import FaxModel
import Foundation
import Logging
import Pipeline

/// The work of stage `render`: makes the pages of an order, and a task for each of its jobs to send them; and of a received
/// fax what its mail brings.
struct RenderHandler: StageHandler {
    let renderer: OrderRenderer
    let received: ReceivedFaxRenderer

    func handle(_ lease: Lease) async throws -> Completion {
        if lease.task.lane == .received {
            return try await received.completion(of: try lease.payload(as: RoutedFax.self)) {
                try await lease.document($0)
            }
        }
        let order = try lease.payload(as: Order.self)
        let mail = try await lease.document(order.mail.document)
        let clock = ContinuousClock()
        let began = clock.now
        let completion: Completion
        do {
            completion = try await renderer.completion(of: order, mail: mail)
        } catch let error as SandboxUnavailable {
            lease.logger.error("The order waits: \(error)")
            return Completion(
                .retry(at: Date().addingTimeInterval(60), Failure(EnhancedStatusCode(4, 3, 5), error.description)))
        }
        lease.logger.info(
            "The order's pages are made.",
            metadata: ["jobs": "\(order.jobs.count)", "milliseconds": "\((clock.now - began) / .milliseconds(1))"])
        return completion
    }

    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        guard let order = try? lease.payload(as: Order.self) else { return Completion(.failed(failure)) }
        return .failure(
            of: order, failure.permanent.preceded(by: "The mail could not be made into pages."), at: Date())
    }
}
