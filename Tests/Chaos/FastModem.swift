import Foundation
import TestSupport

/// A modem of service class 1 (T.31) without a line: what its computer sends is with the far end at once, and what the
/// far end says comes as soon as it is listened for. Octets in, octets out; the time that things take is told, and is
/// short. What happens comes in with its time. It rings for those who call while its computer waits for that.
///
/// Oddities: a cut is noticed when data end (NO CARRIER) or something is to be heard (ERROR), and not before.
struct FastModem {
    private enum State {
        case command([UInt8])
        /// +FTH: a frame is taken.
        case frame(ShieldedData)
        /// +FTM: data are taken.
        case data(ShieldedData)
        /// +FRH, and the far end has nothing to say.
        case listening
        /// +FRM, and the far end sends nothing.
        case awaitingData
    }

    private let line: String
    private let exchange: FarExchange
    private let callers: Callers?
    private var state = State.command([])
    private var call: (any Conversation)?
    /// Who calls, and when it rang for him last.
    private var caller: Callers.Caller?
    private var rang = Date.distantPast
    /// Whether the computer has said all that it has to say before it waits for calls.
    private var isAttended = false
    private var random: SeededGenerator
    private var pause = 0
    /// When what happens now has happened.
    private var now = Date.distantPast

    /// The longest times that things take, in milliseconds.
    private static let (dialling, data, frame) = (300, 400, 60)
    /// From one ring to the next, in seconds.
    private static let ringing = 1.0

    /// The modem of the line of this name.
    ///
    /// - Parameters:
    ///   - callers: who calls there; `nil` for nobody.
    ///   - random: how long things take.
    init(line: String, exchange: FarExchange, callers: Callers?, random: SeededGenerator) {
        self.line = line
        self.exchange = exchange
        self.callers = callers
        self.random = random
    }

    /// How long what it said last takes until it comes, in milliseconds.
    mutating func takePause() -> Int {
        defer { pause = 0 }
        return pause
    }

    private mutating func takeTime(_ longest: Int) {
        pause = Int.random(in: 0...longest, using: &random)
    }

    /// Whether it is in a call that it has made: what a caller has patience for he knows himself.
    var isTalking: Bool { call is FarCall }

    /// Takes in that time goes by.
    ///
    /// - Returns: what it says of its own accord.
    mutating func timePassed(_ now: Date) -> [UInt8] {
        self.now = now
        call?.timePassed(now)
        switch state {
        case .listening: return heardFrame() ?? (call?.isConnected == true ? [] : lost())
        case .awaitingData: return heardData() ?? (call?.isConnected == true ? [] : lost())
        case .command(let text): return text.isEmpty && call == nil && isAttended ? ring() : []
        case .frame, .data: return []
        }
    }

    private mutating func ring() -> [UInt8] {
        caller = caller ?? callers?.next()
        guard let caller, now.timeIntervalSince(rang) > Self.ringing else { return [] }
        rang = now
        if caller.mishap == .givesUp {
            callers?.gaveUp(caller)
            self.caller = nil
        }
        return Self.say("RING")
    }

    private mutating func answer() -> [UInt8] {
        hangUp(at: now)
        takeTime(Self.dialling)
        guard let caller, let callers else { return Self.say("NO CARRIER") }
        call = callers.answered(caller, line: line, at: now)
        self.caller = nil
        state = .frame(ShieldedData())
        return Self.say("CONNECT")
    }

    /// Takes octets of its computer in.
    ///
    /// - Returns: what it says to them.
    mutating func received(_ octets: [UInt8], at now: Date) -> [UInt8] {
        self.now = now
        var said: [UInt8] = []
        for octet in octets { said += received(octet) }
        return said
    }

    /// The computer has closed the device, or has been silent for too long: the call is over.
    mutating func hangUp(at now: Date) {
        call?.end(at: now)
        call = nil
    }

    /// The computer has closed the device.
    mutating func computerLeft(at now: Date) {
        hangUp(at: now)
        state = .command([])
        isAttended = false
    }

    private mutating func received(_ octet: UInt8) -> [UInt8] {
        switch state {
        case .command(var text):
            guard octet == 0x0D else {
                if octet > 0x20 { text.append(octet) }
                state = .command(text)
                return []
            }
            state = .command([])
            return text.isEmpty ? [] : obey(String(decoding: text, as: UTF8.self))
        case .frame(var data):
            let isComplete = data.read(octet)
            state = .frame(data)
            guard isComplete else { return [] }
            let isFinal = data.octets.count > 1 && data.octets[1] & 0x10 != 0
            takeTime(Self.frame)
            if let frame = FarFrame(data.octets) { call?.hear(frame, at: now) }
            state = isFinal ? .command([]) : .frame(ShieldedData())
            return Self.say(isFinal ? "OK" : "CONNECT")
        case .data(var data):
            state = .command([])  // The data are not copied while they grow.
            let isComplete = data.read(octet)
            guard isComplete else {
                state = .data(data)
                return []
            }
            takeTime(Self.data)
            call?.hear(data: data.octets, at: now)
            return Self.say(call?.isConnected == true ? "OK" : "NO CARRIER")
        case .listening, .awaitingData:
            // Any character ends it (T.31 §8.3.3).
            state = .command([])
            return Self.say("OK")
        }
    }

    private mutating func obey(_ command: String) -> [UInt8] {
        guard command.hasPrefix("AT") else { return Self.say("ERROR") }
        let command = command.dropFirst(2)
        isAttended = command == "+FRM=?"
        if command == "+FTM=?" || command == "+FRM=?" {
            return Self.say("24,48,72,73,74,96,97,98,121,122,145,146") + Self.say("OK")
        }
        if command == "+FCLASS?" { return Self.say("1") + Self.say("OK") }
        if command.hasPrefix("D") { return dial(command.drop { !$0.isNumber }) }
        if command.hasPrefix("H") {
            hangUp(at: now)
            return Self.say("OK")
        }
        if command == "A" { return answer() }
        if command == "+FRH=3" { return listen() }
        if command.hasPrefix("+FRM=") { return awaitData() }
        guard command == "+FTH=3" || command.hasPrefix("+FTM=") else { return Self.say("OK") }
        call?.willHear(data: command != "+FTH=3", at: now)
        guard call?.isConnected == true else { return Self.say("NO CARRIER") }
        state = command == "+FTH=3" ? .frame(ShieldedData()) : .data(ShieldedData())
        return Self.say("CONNECT")
    }

    private mutating func dial(_ number: Substring) -> [UInt8] {
        hangUp(at: now)
        takeTime(Self.dialling)
        switch exchange.dial(String(number), from: line, at: now) {
        case .failed(let answer): return Self.say(answer)
        case .answered(let call):
            self.call = call
            return listen()
        }
    }

    private mutating func listen() -> [UInt8] {
        if let heard = heardFrame() { return heard }
        guard call?.isConnected == true else { return Self.say("ERROR") }
        state = .listening
        return []
    }

    private mutating func awaitData() -> [UInt8] {
        if let heard = heardData() { return heard }
        guard call?.isConnected == true else { return Self.say("ERROR") }
        state = .awaitingData
        return []
    }

    /// A frame that the far end sends; `nil` where it sends none.
    private mutating func heardFrame() -> [UInt8]? {
        guard let frame = call?.nextFrame(at: now) else { return nil }
        state = .command([])
        return Self.say("CONNECT") + ShieldedData.shielded(frame.octets.checked) + Self.say("OK")
    }

    /// Data that the far end sends, or that it sends a frame instead; `nil` where it sends nothing.
    private mutating func heardData() -> [UInt8]? {
        guard call?.saysFrame != true else {
            state = .command([])
            return Self.say("+FCERROR")
        }
        guard let data = call?.nextData(at: now) else { return nil }
        state = .command([])
        takeTime(Self.data)
        return Self.say("CONNECT") + ShieldedData.shielded(data) + Self.say("NO CARRIER")
    }

    private mutating func lost() -> [UInt8] {
        state = .command([])
        return Self.say("NO CARRIER")
    }

    private static func say(_ words: String) -> [UInt8] { Array("\r\n\(words)\r\n".utf8) }
}
