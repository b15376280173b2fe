internal import Foundation
internal import Glibc
internal import Logging

/// All modems, those that are idle on the thread of `run()`, those that are in a call on the call's.
///
/// `run()` sleeps until an idle modem's computer writes, a call hands a modem back or the program is to end.
final class Switchboard {
    /// What holds for all its calls.
    struct Settings: Sendable {
        var speeds = Pace.Speeds()
        var behaviour = Modem.Behaviour()
        var impairments = ImpairmentPlan(general: Impairments(), byEnding: [:])
        var seed: UInt64 = 1
        /// What callers dial to get an outside line; nil for nothing.
        var outsidePrefix: String?
        /// The beginning of the recordings' paths; nil for none.
        var recordingPrefix: String?
    }

    /// Calls between the same two ends, which get different sequences of chance.
    private struct Pair: Hashable {
        let calling: Int
        let called: Int
    }

    /// By which other threads reach it.
    let mailbox: Mailbox
    private let settings: Settings
    private let log: Logger
    private let modems: [Modem]
    private var exchange: Exchange
    private var idle: Set<Int>
    /// Dials that wait until the modem that they reach is cleared from its last call.
    private var campedOn: [(dialled: String, caller: Modem)] = []
    private var callsMade: UInt64 = 0
    private var callsOfPair: [Pair: UInt64] = [:]

    /// Makes the modems, their devices and links.
    init(_ descriptions: [ModemDescription], settings: Settings, log: Logger) throws(LinesimError) {
        self.settings = settings
        self.log = log
        mailbox = try Mailbox()
        var modems: [Modem] = []
        do throws(LinesimError) {
            for (index, description) in descriptions.enumerated() {
                var log = log
                log[metadataKey: "modem"] = "\(description.numbers.first ?? description.path)"
                modems.append(
                    try Modem(
                        index: index, path: description.path, numbers: description.numbers,
                        behaviour: settings.behaviour, log: log))
            }
        } catch {
            for modem in modems { modem.link.remove() }
            throw error
        }
        self.modems = modems
        exchange = Exchange(numbers: modems.map(\.numbers))
        idle = Set(modems.indices)
    }

    /// Removes the links of all devices.
    func removeLinks() {
        for modem in modems { modem.link.remove() }
    }

    /// Serves until the mailbox says stop. Calls that are under way end with the process.
    func run() {
        for modem in modems { modem.adopt() }
        while true {
            let news = mailbox.take()
            if news.isStopped { return }
            for notice in news.notices { heed(notice) }
            for index in waitForComputers() { serve(index) }
        }
    }

    private func heed(_ notice: Mailbox.Notice) {
        switch notice {
        case .clearing(let index): exchange.beginClearing(index)
        case .released(let index):
            modems[index].adopt()
            exchange.release(index)
            idle.insert(index)
            let dials = campedOn
            campedOn = []
            for dial in dials { place(dial.dialled, from: dial.caller) }
            serve(index)
        }
    }

    private func waitForComputers() -> [Int] {
        let waiting = idle.compactMap { index in modems[index].awaitedDescriptor.map { (index: index, descriptor: $0) }
        }
        var polled = waiting.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        polled.append(pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0))
        guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return [] }
        return zip(waiting, polled).filter { $1.revents != 0 }.map(\.0.index)
    }

    private func serve(_ index: Int) {
        let modem = modems[index]
        while idle.contains(index) {
            let hasInput = modem.serveComputer()
            let requests = modem.takeRequests()
            for request in requests { handle(request, of: modem) }
            if !hasInput, requests.isEmpty { return }
        }
    }

    private func handle(_ request: Modem.Request, of modem: Modem) {
        switch request {
        case .dial(let number): place(settings.outside(number), from: modem)
        case .hangUp:
            exchange.release(modem.index)
            modem.hook = .onHook
        case .seize:
            exchange.seize(modem.index)
            modem.hook = .seized
        case .answer: break
        }
    }

    private func place(_ dialled: String, from caller: Modem) {
        idle.remove(caller.index)
        guard let route = exchange.dial(dialled, from: caller.index) else {
            campedOn.append((dialled, caller))
            return
        }
        var called: Modem?
        if case .reached(let index) = route {
            idle.remove(index)
            called = modems[index]
        }
        callsMade += 1
        let pair = Pair(calling: caller.index, called: called?.index ?? -1)
        let repeats = callsOfPair[pair, default: 0]
        callsOfPair[pair] = repeats + 1
        let streams = [UInt64(caller.index), UInt64(called?.index ?? modems.count), repeats]
        let order = Call.Order(
            number: Int(callsMade), dialled: dialled, route: route, calling: caller, called: called,
            impairments: settings.impairments.impairments(dialled: dialled),
            random: (
                SeededGenerator(seed: settings.seed, streams: streams + [0]),
                SeededGenerator(seed: settings.seed, streams: streams + [1])
            ),
            speeds: settings.speeds, recordingPath: recordingPath(caller, called, dialled))
        let (mailbox, log) = (mailbox, log)
        let thread = Thread { Call(order, log: log) { mailbox.tell($0) }.run() }
        thread.name = "call \(order.number)"
        thread.stackSize = 1 << 20
        thread.start()
    }

    private func recordingPath(_ caller: Modem, _ called: Modem?, _ dialled: String) -> String? {
        guard let prefix = settings.recordingPrefix, called != nil else { return nil }
        let digits = dialled.filter(\.isASCIIDigit)
        return "\(prefix)\(callsMade)-\(caller.numbers.first ?? "")-\(digits).wav"
    }
}

extension Switchboard.Settings {
    /// What is dialled without the digits that get an outside line: they are for the exchange at the caller's, and go no further.
    func outside(_ dialled: String) -> String {
        let digits = dialled.filter(\.isASCIIDigit)
        guard let outsidePrefix, !outsidePrefix.isEmpty, digits.hasPrefix(outsidePrefix), digits != outsidePrefix else {
            return dialled
        }
        return String(digits.dropFirst(outsidePrefix.count))
    }
}
