import Class1
import FaxModel
import Glibc
import T30

/// One call over one line: joins the T.30 machine, the modem machine and the device, by poll(2) and deadlines.
///
/// It blocks, and belongs to the thread that made it.
struct LineSession: ~Copyable {
    private let device: SerialDevice
    private let cancellation: CallCancellation
    private let clock = ContinuousClock()
    private var modem: Class1Modem
    private var output: ArraySlice<UInt8> = []
    private var modemDeadline: ContinuousClock.Instant?
    private var timers: [CallTimer: ContinuousClock.Instant] = [:]
    private var pending: [CallEvent] = []
    private var modulations: Set<Modulation>?
    private var failure: String?
    private var began: ContinuousClock.Instant
    /// What has gone over the line so far.
    private(set) var trace = CallTrace()

    /// A session on an open device.
    init(device: consuming SerialDevice, settings: Class1Settings, cancellation: CallCancellation) {
        self.device = device
        self.cancellation = cancellation
        self.modem = Class1Modem(settings: settings)
        self.began = clock.now
    }

    /// Initialises the modem.
    ///
    /// - Returns: the modulations that it sends with.
    /// - Throws: `LineError` when it does not answer or is no Class 1 modem, `CancellationError` when the call is not
    ///   wanted any more.
    mutating func initialise() throws -> Set<Modulation> {
        run(modem.start())
        while modulations == nil, failure == nil {
            do throws(LineError) { try turn() } catch { failure = error.description }
            if pending.contains(where: { $0 == .cancelled || $0 == .abandoned }) { throw CancellationError() }
        }
        guard let modulations else { throw LineError(failure ?? "The modem does not answer.") }
        pending.removeAll()
        return modulations
    }

    /// Makes a call, to its end. Where it is not wanted any more, nothing is dialled.
    ///
    /// - Parameters:
    ///   - prepare: the page that is asked for, coded; or throws why there is none.
    ///   - confirmed: called with the number of pages confirmed; returns when that is on disk, throws when the call must
    ///     not go on.
    mutating func send(
        _ order: SendingOrder, policy: SendingPolicy, prepare: (PageRequest) throws -> [UInt8],
        confirmed: (Int) throws -> Void
    ) -> CallReport {
        began = clock.now
        var call = SendingCall(order: order, policy: policy)
        takeCancellation()
        var actions = pending.isEmpty ? call.start() : call.handle(pending.removeFirst())
        while true {
            var events: [CallEvent] = []
            for action in actions {
                switch action {
                case .modem(let command):
                    trace.note(command, at: elapsed)
                    run(modem.perform(command))
                case .interruptModem:
                    run(modem.interrupt())
                case .startTimer(let timer):
                    timers[timer] = clock.now + .milliseconds(timer.milliseconds)
                case .stopTimer(let timer):
                    timers[timer] = nil
                case .stopAllTimers:
                    timers.removeAll()
                case .preparePage(let request):
                    do {
                        events.append(.pagePrepared(try prepare(request)))
                    } catch {
                        events.append(.pageFailed("\(error)"))
                    }
                case .confirmPages(let count):
                    do { try confirmed(count) } catch { events.append(.abandoned) }
                case .beginPage, .pageData, .storePage, .discardPage, .confirmPage:
                    preconditionFailure("a call that sends receives no page")
                case .finish(let report):
                    return report
                }
            }
            pending += events
            while pending.isEmpty {
                do throws(LineError) { try turn() } catch { fail(error.description) }
            }
            actions = call.handle(pending.removeFirst())
        }
    }

    /// Milliseconds since the call began.
    var elapsed: Int { Int((clock.now - began) / .milliseconds(1)) }

    /// Waits for the device, a deadline or the cancellation, and takes in what has come.
    private mutating func turn() throws(LineError) {
        var polls = [
            pollfd(fd: device.descriptor, events: Int16(output.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0),
            pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let next = (timers.values + [modemDeadline].compactMap { $0 }).min()
        let wait: Int32 = next.map { max(0, Int32(clamping: Int(($0 - clock.now) / .milliseconds(1)) + 1)) } ?? -1
        guard poll(&polls, nfds_t(polls.count), wait) >= 0 || errno == EINTR else {
            throw LineError("The line can't be waited for: \(String(cString: strerror(errno))).")
        }
        if polls[1].revents != 0 { takeCancellation() }
        if polls[0].revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0 {
            run(modem.received(try device.receive()))
        }
        if !output.isEmpty { output = output.dropFirst(try device.send(output)) }
        let now = clock.now
        if let deadline = modemDeadline, deadline <= now {
            modemDeadline = nil
            run(modem.deadlineReached())
        }
        // What has come in may have stopped a timer that has run out meanwhile: it is heard first.
        guard pending.isEmpty else { return }
        for (timer, deadline) in timers where deadline <= now {
            timers[timer] = nil
            trace.note(timer, at: elapsed)
            pending.append(.timerExpired(timer))
        }
    }

    private mutating func takeCancellation() {
        switch cancellation.take() {
        case .afterPage?: pending.append(.cancelled)
        case .atOnce?: pending.append(.abandoned)
        case nil: break
        }
    }

    private mutating func run(_ outputs: [Class1Output]) {
        for output in outputs {
            switch output {
            case .write(let octets): self.output += octets
            case .writeInstead(let octets): if !self.output.isEmpty { self.output = octets[...] }
            case .obeyFlowControl(let obeys): device.obeyFlowControl(obeys)
            case .startDeadline(let milliseconds): modemDeadline = clock.now + .milliseconds(milliseconds)
            case .stopDeadline: modemDeadline = nil
            case .ready(let sends, _): modulations = sends
            case .report(let event):
                trace.note(event, at: elapsed)
                if case .failed(let sentence) = event { failure = sentence }
                pending.append(.modem(event))
            }
        }
    }

    /// The device is gone: the modem is, too.
    private mutating func fail(_ sentence: String) {
        failure = sentence
        trace.note(.failed(sentence), at: elapsed)
        pending.append(.modem(.failed(sentence)))
        output = []
    }
}
