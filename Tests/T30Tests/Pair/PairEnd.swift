import FaxModel

@testable import T30

/// One end of a paired call: a station with its modem, its timers, and its pages.
final class PairEnd {
    /// What the modem is doing.
    enum Modem {
        case idle
        /// Dials: what is heard first is the far end's signal.
        case dialling
        /// Is busy until this token is done.
        case busy(token: Int)
        /// Receives by this command; what of a signal it has heard.
        case receiving(ModemCommand, Hearing)
        case hungUp
    }

    /// What has been heard of a signal.
    enum Hearing: Equatable {
        case nothing
        case frames(signal: Int)
        /// A carrier that the modem can't follow.
        case carrier(signal: Int)
        case training(signal: Int)
        case data(signal: Int)
    }

    private var station: ScriptedStation
    /// What it sends.
    let pages: [[UInt8]]
    var modem = Modem.idle
    var queue: [ModemCommand] = []
    var timers: [(timer: CallTimer, started: Int)] = []
    /// When a carrier from the far end ends here.
    var carrierEnds = 0
    /// The signal that it is sending.
    var signal: Int?
    /// Whether it never came to take part: its modem failed before it rang.
    var isAbsent = false
    /// What the station reported.
    var report: CallReport?
    /// How often it has begun to send each page.
    var sendings: [Int: Int] = [:]
    /// Pages that the far end has confirmed.
    var confirmed = 0
    /// What it has done against the rules.
    var mistakes: [String] = []

    // What has been received.
    private(set) var open: (index: Int, parameters: SessionParameters, octets: [UInt8])?
    private(set) var stored: [Int: (parameters: SessionParameters, octets: [UInt8])] = [:]
    private(set) var confirmedIndices: [Int] = []

    /// An end with this station and these pages to send.
    init(_ station: consuming ScriptedStation, pages: [[UInt8]]) {
        self.station = station
        self.pages = pages
    }

    func start() -> [CallAction] { station.start() }

    func handle(_ event: CallEvent) -> [CallAction] { station.handle(event) }

    func begin(_ index: Int, _ parameters: SessionParameters) {
        if open != nil { mistakes.append("page \(index) begins in another") }
        open = (index, parameters, [])
    }

    func add(_ octets: [UInt8]) {
        if open == nil { mistakes.append("data without a page") }
        open?.octets += octets
    }

    func discard() {
        if open == nil { mistakes.append("no page is discarded") }
        open = nil
    }

    /// Stores the open page.
    ///
    /// - Returns: what a decoder says of it.
    func store() -> CopyQuality {
        guard let page = open else {
            mistakes.append("no page is stored")
            return CopyQuality(lines: 0)
        }
        stored[page.index] = (page.parameters, page.octets)
        open = nil
        return TestPage.quality(page.octets)
    }

    /// The open page can't be stored.
    func lose() { open = nil }

    func confirm(_ index: Int) {
        if stored[index] == nil { mistakes.append("page \(index) is confirmed and not stored") }
        if confirmedIndices.contains(index) { mistakes.append("page \(index) is confirmed twice") }
        confirmedIndices.append(index)
    }

    /// The pages that it has confirmed, with the number that most of their first lines say.
    func confirmedPages() -> [(number: Int, parameters: SessionParameters, octets: [UInt8])] {
        confirmedIndices.compactMap { stored[$0] }.map { page in
            (TestPage.number(page.octets), page.parameters, page.octets)
        }
    }
}
