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
    private var modem: Class1Modem
    private var output: ArraySlice<UInt8> = []
    private var modemDeadline: ContinuousClock.Instant?
    private var timers: [CallTimer: ContinuousClock.Instant] = [:]
    private var sends: Set<Modulation>?
    private var failure: String?
    /// Whether the device can't be used any more: it is not waited for.
    private var isDeviceGone = false
    let clock = ContinuousClock()
    /// What a call has not been told yet.
    var pending: [CallEvent] = []
    /// The modulations that the modem receives with, once it is initialised.
    private(set) var receives: Set<Modulation> = []
    /// When the call began.
    var began: ContinuousClock.Instant
    /// What comes from other threads, while there is any to come.
    var inbox: CallInbox?
    /// Until when `turn` waits at the longest; `nil` for as long as it takes.
    var wakeTime: ContinuousClock.Instant?
    /// What has come from the device in the last turn.
    private(set) var heard: [UInt8] = []
    /// Rings since the device was opened, and what was said of who calls, until there is a call.
    var rings = RingListener()
    /// What has gone over the line so far.
    var trace = CallTrace()

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
        sends = nil
        run(modem.start())
        while sends == nil, failure == nil {
            do throws(LineError) { try turn() } catch { failure = error.description }
            if pending.contains(where: { $0 == .cancelled || $0 == .abandoned }) { throw CancellationError() }
        }
        guard let sends else { throw LineError(failure ?? "The modem does not answer.") }
        pending.removeAll()
        return sends
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
            for action in actions where !carryOut(action) {
                switch action {
                case .preparePage(let request):
                    do {
                        events.append(.pagePrepared(try prepare(request)))
                    } catch {
                        events.append(.pageFailed("\(error)"))
                    }
                case .confirmPages(let count):
                    do { try confirmed(count) } catch { events.append(.abandoned) }
                case .beginPage, .pageData, .storePage, .discardPage, .confirmPage, .offerTaken:
                    preconditionFailure("a call that sends receives no page")
                case .modem, .interruptModem, .startTimer, .stopTimer, .stopAllTimers:
                    preconditionFailure("what is for modem and timers is carried out before")
                case .finish(let report):
                    return report
                }
            }
            pending += events
            actions = call.handle(nextEvent())
        }
    }

    /// Carries out what a call wants of the modem and of the timers.
    ///
    /// - Returns: whether it was that.
    mutating func carryOut(_ action: CallAction) -> Bool {
        switch action {
        case .modem(.dial(let number)):
            dial(number)
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
        case .preparePage, .confirmPages, .beginPage, .pageData, .storePage, .discardPage, .confirmPage, .offerTaken,
            .finish:
            return false
        }
        return true
    }

    /// Dials, unless it rings: whoever calls has the line first.
    private mutating func dial(_ number: String) {
        do throws(LineError) {
            guard try !isRinging() else {
                trace.note(.dialFailed(.ringing), at: elapsed)
                pending.append(.modem(.dialFailed(.ringing)))
                return
            }
            trace.note(.dial(number), at: elapsed)
            run(modem.perform(.dial(number)))
        } catch {
            fail(error.description)
        }
    }

    /// What makes the modem a fax modem.
    var faxClass: String { modem.faxClass }

    /// Whether it has rung since the device was opened: whoever calls would be answered by dialling.
    ///
    /// - Throws: when the device is gone.
    mutating func isRinging() throws(LineError) -> Bool {
        wakeTime = clock.now
        defer { wakeTime = nil }
        try turn()
        return rings.rings > 0
    }

    /// The next event of the call, once there is one.
    mutating func nextEvent() -> CallEvent {
        while pending.isEmpty {
            do throws(LineError) { try turn() } catch { fail(error.description) }
        }
        return pending.removeFirst()
    }

    /// Milliseconds since the call began.
    var elapsed: Int { Int((clock.now - began) / .milliseconds(1)) }

    /// Waits for the device, a deadline or the cancellation, and takes in what has come.
    mutating func turn() throws(LineError) {
        heard = []
        var polls = [
            pollfd(
                fd: isDeviceGone ? -1 : device.descriptor, events: Int16(output.isEmpty ? POLLIN : POLLIN | POLLOUT),
                revents: 0),
            pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
            // poll(2) passes a negative descriptor by.
            pollfd(fd: inbox?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let next = (timers.values + [modemDeadline, wakeTime].compactMap { $0 }).min()
        let wait: Int32 = next.map { max(0, Int32(clamping: Int(($0 - clock.now) / .milliseconds(1)) + 1)) } ?? -1
        guard poll(&polls, nfds_t(polls.count), wait) >= 0 || errno == EINTR else {
            throw LineError("The line can't be waited for: \(String(cString: strerror(errno))).")
        }
        if polls[1].revents != 0 { takeCancellation() }
        if polls[2].revents != 0 { pending += inbox?.take() ?? [] }
        if polls[0].revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0 {
            heard = try device.receive()
            if trace.entries.isEmpty { _ = rings.received(heard) }
            run(modem.received(heard))
        }
        if !output.isEmpty {
            output = output.dropFirst(try device.send(output))
            // What is left of nothing would keep the whole page's memory.
            if output.isEmpty { output = [] }
        }
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

    /// Takes in that the call is not wanted any more, if it is not.
    mutating func takeCancellation() {
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
            case .discardOutput:
                self.output = []
                device.discardOutput()
            case .obeyFlowControl(let obeys): device.obeyFlowControl(obeys)
            case .startDeadline(let milliseconds): modemDeadline = clock.now + .milliseconds(milliseconds)
            case .stopDeadline: modemDeadline = nil
            case .ready(let sends, let receives):
                self.sends = sends
                self.receives = receives
            case .report(let event):
                trace.note(event, at: elapsed)
                if case .failed(let sentence) = event { failure = sentence }
                pending.append(.modem(event))
            }
        }
    }

    /// Writes to the modem, which is idle.
    mutating func write(_ octets: [UInt8]) {
        output += octets
    }

    /// The device is gone: the modem is, too.
    private mutating func fail(_ sentence: String) {
        isDeviceGone = true
        output = []
        run(modem.deviceLost(sentence))
    }
}
