import FaxModel
import Foundation
import Logging
import Pipeline

/// The work of stage `enrich`: one mail becomes one order with a job for each recipient, and a fax that was received finds
/// its recipient.
struct EnrichHandler: StageHandler {
    let maker: OrderMaker
    let router: ReceivedFaxRouter

    func handle(_ lease: Lease) async throws -> Completion {
        if lease.task.lane == .received {
            let fax = try lease.payload(as: ReceivedFax.self)
            lease.logger.info("A fax was received.", metadata: ["pages": "\(fax.pages.count)"])
            return try await router.completion(for: fax, now: Date()) { try await lease.document($0) }
        }
        let received = try lease.payload(as: ReceivedMail.self)
        let bytes = try await lease.document(received.document)
        let completion = await maker.completion(
            for: received, bytes: bytes, retries: lease.task.retries, now: Date())
        switch completion.verdict {
        case .retry(let time, let failure), .trouble(let time, let failure):
            lease.logger.warning("Will be tried again at \(time.formatted(.iso8601)): \(failure)")
        case .done, .failed, .corrupt, .released:
            lease.logger.info("The mail is read.", metadata: ["jobs": "\(received.recipients.count)"])
        }
        return completion
    }

    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        guard let received = try? lease.payload(as: ReceivedMail.self) else { return Completion(.failed(failure)) }
        return .failure(
            of: maker.envelope(received), failure.permanent.preceded(by: "The mail could not be made into a fax."),
            at: Date())
    }
}
