import FaxModel
import Foundation
import Logging
import Secrets
import TIFF
import Testing

@testable import Pipeline
@testable import faxout

@Suite("What becomes of a fax")
struct FaxoutHandlerTests {
    private let handler: FaxoutHandler

    init() throws {
        handler = FaxoutHandler(try SampleFax.settings(), receptionist: try SampleFax.receptionist())
    }

    private func job(pageCount: Int, confirmed: Int) -> FaxJob {
        FaxJob(SampleFax.task(pageCount: pageCount), progress: FaxProgress(confirmedPages: confirmed))
    }

    /// A lease of a task, of a spool that is not there.
    private func lease(_ task: FaxTask, _ progress: FaxProgress) throws -> Lease {
        let leased = LeasedTask(
            lease: LeaseReference(task: TaskID(rawValue: 1), token: LeaseToken(rawValue: 1)), stage: .faxout,
            lane: .default, order: task.job.id.order, job: task.job.id, retries: 0, losses: 0,
            payload: PayloadCoding.encode(task), checkpoint: PayloadCoding.encode(progress))
        let logger = Logger(label: "test")
        return Lease(
            leased, client: try SpoolClient(endpoint: "ipc:///nowhere/spool", logger: logger), logger: logger)
    }

    @Test func aFaxWhosePagesAreAllConfirmedIsSentAlsoWhenItIsGivenUp() async throws {
        let lease = try lease(SampleFax.task(pageCount: 2), FaxProgress(confirmedPages: 2))
        let completion = await handler.giveUp(
            lease, because: Failure(EnhancedStatusCode(4, 3, 0), "The disk is broken."))
        #expect(completion.updates.map(\.state) == [.sent])
        #expect(
            completion.updates[0].event
                == "All 2 pages were confirmed. No copy of the pages as sent is kept. The disk is broken.")
        let report = try PayloadCoding.decode(JobReport.self, from: try #require(completion.successors.first).payload)
        #expect(report.result == .sent)
        #expect(report.sentPages == nil)
    }

    @Test("No key is needed for a fax that is sent already, and a copy of it is all that is missing")
    func passwords() throws {
        var task = SampleFax.task(pageCount: 2)
        task.order.options.password = StoredSecret(sealed: [1, 2, 3])
        let sent = FaxJob(task, progress: FaxProgress(confirmedPages: 2))
        #expect(try handler.password(of: sent) == nil)
        let error = #expect(throws: SecretError.self) {
            try handler.password(of: FaxJob(task, progress: FaxProgress(confirmedPages: 1)))
        }
        #expect(error?.code == .noKey)
    }

    @Test func aFaxThatIsGivenUpBeforeItsLastPageHasFailed() async throws {
        let lease = try lease(SampleFax.task(pageCount: 2), FaxProgress(confirmedPages: 1))
        let completion = await handler.giveUp(
            lease, because: Failure(EnhancedStatusCode(4, 3, 0), "The disk is broken."))
        #expect(completion.updates.map(\.state) == [.failed])
    }

    @Test(arguments: [SpoolError.Code.unknown, .damaged])
    func aFaxWhoseDocumentsAreGoneIsSentWhenItsPagesWereConfirmed(_ code: SpoolError.Code) async throws {
        let job = job(pageCount: 1, confirmed: 1)
        let pages = try await handler.pages(of: job) { _ in throw SpoolError(code, "it is gone") }
        guard case .failure(let failure) = pages else {
            Issue.record("pages without documents")
            return
        }
        #expect(handler.failed(job, failure).updates.map(\.state) == [.sent])
    }

    @Test func aFaxWhoseDocumentsCannotBeHadNowWaits() async throws {
        await #expect(throws: SpoolError.self) {
            try await handler.pages(of: job(pageCount: 1, confirmed: 0)) { _ in throw SpoolError(.storage, "broken") }
        }
        await #expect(throws: SpoolError.self) {
            try await handler.pages(of: job(pageCount: 1, confirmed: 1)) { _ in
                throw SpoolError(.unreachable, "no answer")
            }
        }
    }

    @Test func aFaxWhosePagesCannotBeReadFailsUnlessTheyWereConfirmed() async throws {
        for (confirmed, state) in [(0, JobState.failed), (1, .sent)] {
            let job = job(pageCount: 1, confirmed: confirmed)
            guard case .failure(let failure) = try await handler.pages(of: job, document: { _ in [1, 2, 3] }) else {
                Issue.record("pages of nothing")
                return
            }
            #expect(handler.failed(job, failure).updates.map(\.state) == [state])
        }
    }

    @Test(arguments: [0, 1, 3])
    func aFaxOfAnotherNumberOfPagesThanAnnouncedFails(_ announced: Int) async throws {
        let file = try SampleFax.file([SampleFax.page(), SampleFax.page()])
        let pages = try await handler.pages(of: job(pageCount: announced, confirmed: 0)) { _ in file }
        guard case .failure(let failure) = pages else {
            Issue.record("pages that were not announced")
            return
        }
        #expect(
            failure.sentence
                == "The pages of the fax to +4930999 can't be read: it should have \(announced) pages, and has 2.")
    }
}
