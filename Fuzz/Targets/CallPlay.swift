import FaxModel
import T30

/// Plays a modem, a page supplier and a page store that do what an input says, and holds a call to what every call
/// promises.
struct CallPlay {
    private var input: InputReader
    private var timers: [CallTimer] = []
    private var isPageWanted = false
    private var isPageToStore = false
    private var isPageOpen = false
    private var confirmed = 0
    private var openPage = -1
    /// What the call reported; `nil` while it goes on.
    private(set) var report: CallReport?

    /// A play of `input`.
    init(_ input: InputReader) {
        self.input = input
    }

    /// Plays to the end of the input, then breaks the call off and waits for its end.
    ///
    /// - Parameters:
    ///   - first: what the call wants at first.
    ///   - handle: has the call take an event in.
    mutating func play(_ first: [CallAction], _ handle: (CallEvent) -> [CallAction]) throws {
        try take(first)
        while !input.isAtEnd, report == nil { try take(handle(nextEvent())) }
        guard report == nil else { return }
        try take(handle(.abandoned))
        if isPageToStore { try take(handle(answerToStore())) }
        if report == nil { try take(handle(.modem(.hungUp))) }
        try FuzzFinding.unless(report != nil, "a call that is broken off does not end")
    }

    private mutating func nextEvent() -> CallEvent {
        switch input.number(below: 12) {
        case 0: frame(FrameSource.common[input.number(below: FrameSource.common.count)])
        case 1: frame([0xFF, input.octet(), input.octet()] + input.octets())
        case 2: .modem(.frameReceived(input.octets(), isIntact: input.octet() < 128))
        case 3: timer()
        case 4: .modem([.listening, .signalHeard, .dataHeard, .carrierLost, .otherSignalHeard][input.number(below: 5)])
        case 5: .modem([.connected, .hungUp, .callDropped, .failed("It fails.")][input.number(below: 4)])
        case 6: .modem(.dialFailed(DialFailure.allCases[input.number(below: DialFailure.allCases.count)]))
        case 7: .modem(.dataReceived(input.octets()))
        case 8: .modem(.dataReceived(Array(repeating: 0, count: 1 + Int(input.octet()) * 16)))
        case 9: input.octet() < 250 ? timer() : .cancelled
        default: answer()
        }
    }

    private func frame(_ octets: [UInt8]) -> CallEvent { .modem(.frameReceived(octets, isIntact: true)) }

    private mutating func timer() -> CallEvent {
        guard !timers.isEmpty else { return .modem(.carrierLost) }
        return .timerExpired(timers.remove(at: input.number(below: timers.count)))
    }

    private mutating func answer() -> CallEvent {
        if isPageToStore { return answerToStore() }
        guard isPageWanted else { return .modem(.listening) }
        isPageWanted = false
        return input.octet() < 250
            ? .pagePrepared(Array(repeating: 0x55, count: Int(input.octet()) * 300)) : .pageFailed("There is none.")
    }

    private mutating func answerToStore() -> CallEvent {
        isPageToStore = false
        guard input.octet() < 250 else { return .pageNotStored("The disk is full.") }
        return .pageStored(
            CopyQuality(lines: Int(input.octet()) * 10, badLines: Int(input.octet()), longestBadRun: Int(input.octet()))
        )
    }

    private mutating func take(_ actions: [CallAction]) throws {
        for action in actions {
            try FuzzFinding.unless(report == nil, "a call that has ended does something")
            switch action {
            case .modem, .interruptModem: break
            case .startTimer(let timer):
                timers.removeAll { $0 == timer }
                timers.append(timer)
            case .stopTimer(let timer): timers.removeAll { $0 == timer }
            case .stopAllTimers: timers = []
            case .preparePage:
                try FuzzFinding.unless(!isPageWanted, "a page is asked for before the one before it has come")
                isPageWanted = true
            case .offerTaken(let index):
                try FuzzFinding.unless(index == 0, "a document is given out that is not offered")
            case .confirmPages(let count):
                try FuzzFinding.unless(count == confirmed + 1, "pages are not confirmed one after the other")
                confirmed = count
            case .beginPage(let number, _):
                try FuzzFinding.unless(!isPageOpen && !isPageToStore, "two pages are open")
                try FuzzFinding.unless(number > openPage, "a page's number comes again")
                (isPageOpen, openPage) = (true, number)
            case .pageData:
                try FuzzFinding.unless(isPageOpen, "data come for no page")
            case .storePage:
                try FuzzFinding.unless(isPageOpen, "no page is stored")
                (isPageOpen, isPageToStore) = (false, true)
            case .discardPage:
                try FuzzFinding.unless(isPageOpen, "no page is discarded")
                isPageOpen = false
            case .confirmPage(let number):
                try FuzzFinding.unless(!isPageToStore && number <= openPage, "a page is confirmed that is not stored")
            case .finish(let report):
                self.report = report
            }
        }
    }
}

/// Signals that a station may send.
enum FrameSource {
    /// Final frames from address to information field.
    static let common: [[UInt8]] = fields.map { [0xFF, 0x13] + $0 }

    /// Facsimile control fields with their information (T.30 §5.3.6.1), least significant bit first: DIS, DCS, DTC, CFR,
    /// FTT, MCF, RTN, RTP, PIP, PIN, MPS, EOM, EOP, DCN, CRP, PPS-NULL, PPS-EOP, PPR, RR, RNR, CTC, CTR, EOR-EOP, ERR.
    private static let fields: [[UInt8]] = [
        [0x80, 0x00, 0x6E, 0x74, 0x44], [0x82, 0x00, 0x46, 0x78], [0x82, 0x00, 0x46, 0x78, 0x04],
        [0x81, 0x00, 0x6E, 0x74],
        [0x84], [0x44], [0x8C], [0x4C], [0xCC], [0xAC], [0x2C], [0x4E], [0x8E], [0x2E], [0xFA], [0x1A],
        [0xBE, 0x00, 0x00, 0x00, 0x01], [0xBE, 0x2F, 0x00, 0x00, 0x01], [0xBC, 0x01], [0x6E], [0xEC],
        [0x12, 0x00, 0x46],
        [0xC4], [0xCE, 0x2F], [0x1C],
    ]
}
