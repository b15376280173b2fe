import FaxModel
import Foundation
import Pipeline
import T30

/// What a call that we answered has brought so far.
struct FaxReception: Sendable {
    /// A page with its number in the call.
    private struct Page {
        var index: Int
        var page: ReceivedFax.Page
        var fingerprint: PageFingerprint

        /// How much of it is at least on another copy: all that came undamaged, but for a header line. Two forms filled in
        /// differently have much in common, too, and neither must take the other's place.
        var shareOfCopy: Double { max(0.5, 0.9 * Double(page.rows - page.badRows) / Double(max(1, page.rows))) }
    }

    private(set) var fax: ReceivedFax
    /// What our line calls itself to the far end; `nil` for nothing.
    var localStation: String? {
        get { fax.localStation }
        set { fax.localStation = newValue }
    }
    private var pages: [Page] = []
    /// Documents of pages that the spool does not have yet.
    private(set) var documents: [NewDocument] = []
    private var ending: CallEnding?
    /// What the caller has fetched: the document's file, and how many of its pages were confirmed.
    private var fetched: (document: String, pages: Int)?
    private var parameters: SessionParameters?

    /// A call that has just been answered.
    init(call: CallID, line: String, group: Lane, caller: CallerIdentification, at time: Date) {
        fax = ReceivedFax(
            job: JobID(order: OrderID.new(), number: 1), call: call, line: line, group: group, caller: caller,
            began: time)
    }

    /// A call that is about to be made, to fetch a document there for `recipient`.
    init(
        call: CallID, line: String, group: Lane, polling number: FaxNumber, for recipient: String?, at time: Date
    ) {
        self.init(call: call, line: line, group: group, caller: CallerIdentification(), at: time)
        fax.polled = number
        fax.recipient = recipient
    }

    /// Whether no page has come.
    var isEmpty: Bool { pages.isEmpty }

    /// A page has come in.
    mutating func add(_ arrived: ArrivedPage) {
        let document = NewDocument(arrived.file)
        documents.append(document)
        let reference = DocumentReference(
            digest: document.digest, byteCount: arrived.file.count, mediaType: "image/tiff")
        let page = ReceivedFax.Page(
            document: reference, horizontal: arrived.resolution.horizontal, vertical: arrived.resolution.vertical,
            rows: arrived.quality.lines, badRows: arrived.quality.badLines)
        pages.append(Page(index: arrived.index, page: page, fingerprint: arrived.fingerprint))
        fax.remoteStation = arrived.far.stationID ?? fax.remoteStation
        fax.subaddress = arrived.far.subaddress ?? fax.subaddress
        choosePages()
    }

    /// The page of this number is going to be confirmed.
    mutating func confirm(_ index: Int) {
        guard let place = pages.lastIndex(where: { $0.index == index }) else { return }
        pages[place].page.isConfirmed = true
        choosePages()
    }

    /// The spool has these documents.
    mutating func stored(_ stored: [NewDocument]) {
        documents.removeAll { stored.contains($0) }
    }

    /// The call has ended.
    ///
    /// - Parameter document: what the caller has fetched in it; `nil` for nothing.
    mutating func ended(_ report: CallReport, fetched document: String? = nil, at time: Date) {
        fax.ended = time
        fetched = document.map { ($0, report.confirmedPages) }
        let isWhole = fax.pages.allSatisfy(\.isConfirmed)
        // Who fetches a document has sent all that it had to send.
        fax.isComplete = (report.ending == .received || document != nil) && isWhole
        fax.result = report.ending.rawValue
        fax.sentence = report.ending == .received && !isWhole ? Self.notRepeated : report.sentence
        fax.remoteStation = report.remoteStation?.text ?? fax.remoteStation
        fax.subaddress = report.remoteFrames.subaddress?.text ?? fax.subaddress
        ending = report.ending
        parameters = report.parameters
        fax.bitRate = parameters?.modulation.bitRate
        fax.errorCorrection = parameters?.errorCorrection
        fax.coding = parameters?.coding.rawValue
    }

    private static let notRepeated = "The calling fax machine did not send a page again that had come damaged."

    /// The pages that belong to the fax: all but those of which a better copy has come after them.
    ///
    /// A page that was refused may come again, or not: T.30 §5.3.6.1.7 leaves it to the far end whether it repeats one after RTN,
    /// and many machines go on with the next. Only what the next page looks like tells.
    private mutating func choosePages() {
        var kept: [Page] = []
        for page in pages {
            guard let last = kept.last, !last.page.isConfirmed else {
                kept.append(page)
                continue
            }
            if page.fingerprint.share(of: last.fingerprint) >= last.shareOfCopy {
                kept[kept.count - 1] = page
            } else if page.page.isConfirmed || last.fingerprint.share(of: page.fingerprint) < 0.9 {
                kept.append(page)
            }
        }
        fax.pages = kept.map(\.page)
    }

    /// What the history is told.
    ///
    /// - Parameter event: what has happened, as a sentence; `nil` where nothing has.
    func update(_ event: String?, call: CallLog? = nil) -> JobUpdate {
        var attempt = Attempt(
            number: 1, call: fax.call, began: fax.began, line: fax.line, dialled: fax.farNumber)
        attempt.confirmedPages = fetched?.pages ?? fax.confirmedPages
        attempt.remoteStation = fax.remoteStation
        attempt.ended = fax.ended
        attempt.outcome = ending?.outcome
        attempt.sentence = ending == nil ? nil : fax.sentence
        attempt.bitRate = parameters?.modulation.bitRate
        attempt.errorCorrection = parameters?.errorCorrection
        attempt.coding = parameters?.coding.rawValue
        let roles = fax.pages.enumerated().map { ("page-\($0 + 1)", $1.document) }
        return JobUpdate(
            job: fax.job, state: state, sender: fax.origin ?? "",
            recipient: fax.recipient ?? fax.caller.dialled, number: fax.polled, pageCount: fax.pages.count,
            confirmedPages: fax.confirmedPages, attempts: 1,
            result: ending == nil ? nil : fax.sentence, documents: Dictionary(uniqueKeysWithValues: roles),
            attempt: attempt, call: call, event: event)
    }

    /// Where the fax stands; a call that has only taken something away, where that does; one that has brought nothing is no fax.
    private var state: JobState {
        guard fax.ended != nil else { return .receiving }
        guard isEmpty else { return .received }
        guard fetched != nil else { return .noFax }
        return ending == .sent ? .sent : .failed
    }

    /// The task that goes on with the fax; `nil` for at once.
    func task(notBefore: Date?) -> NewTask {
        NewTask(
            stage: .enrich, lane: .received, priority: .urgent, job: fax.job, notBefore: notBefore, payload: fax)
    }
}
