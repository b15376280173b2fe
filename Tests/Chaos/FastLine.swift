import Foundation
import Synchronization

import struct TestSupport.SeededGenerator

@testable import linesim

/// A telephone line: a pseudo-terminal with a fast modem on it, on a thread of its own.
///
/// `@unchecked Sendable`: terminal and modem are used by that thread only, which is started when both are there.
final class FastLine: @unchecked Sendable {
    /// The device.
    let device: String
    private var terminal: PseudoTerminal
    private var modem: FastModem
    private var unsaid: ArraySlice<UInt8> = []
    private let isOver = Atomic(false)

    /// How long a far fax machine waits for a caller that has fallen silent, in milliseconds: its T2 of 6 s ± 1 s (T.30
    /// §5.4.3.1).
    private static let patience: Int32 = 6_000
    /// How often the thread looks whether it is still wanted, and whether somebody calls, in milliseconds.
    private let glance: Int32

    /// A line of this name, whose device is `path`.
    ///
    /// - Parameters:
    ///   - callers: who calls there; `nil` for nobody.
    ///   - random: how long things take on it.
    init(
        name: String, path: String, exchange: FarExchange, callers: Callers? = nil, random: SeededGenerator
    ) throws {
        glance = callers == nil ? 500 : 100
        device = path
        terminal = try PseudoTerminal(path: path)
        try terminal.link.make()
        modem = FastModem(line: name, exchange: exchange, callers: callers, random: random)
    }

    /// Begins to serve.
    func start() {
        let thread = Thread { [self] in serve() }
        thread.name = device
        thread.stackSize = 512 << 10
        thread.start()
    }

    /// Lets the thread end, soon.
    func stop() {
        isOver.store(true, ordering: .relaxed)
    }

    private func serve() {
        var silence: Int32 = 0
        while !isOver.load(ordering: .relaxed) {
            let events = Int16(unsaid.isEmpty ? POLLIN : POLLIN | POLLOUT)
            var wanted = pollfd(fd: terminal.descriptor, events: events, revents: 0)
            if poll(&wanted, 1, glance) == 0 {
                silence += glance
                if modem.isTalking, silence >= Self.patience { modem.hangUp(at: .now) }
                unsaid += modem.timePassed(.now)
                say()
                continue
            }
            silence = 0
            say()
            switch terminal.read(limit: 4096) {
            case .bytes(let octets):
                let answer = modem.received(octets, at: .now)
                guard elapse(modem.takePause()) else { continue }
                unsaid += answer
                say()
            case .programLeft:
                modem.computerLeft(at: .now)
                unsaid = []
            case .nothing:
                break
            }
        }
        modem.computerLeft(at: .now)
    }

    /// Lets time go by.
    ///
    /// - Returns: whether the computer has not closed the device meanwhile.
    private func elapse(_ milliseconds: Int) -> Bool {
        guard milliseconds > 0 else { return true }
        var ending = pollfd(fd: terminal.descriptor, events: 0, revents: 0)
        return poll(&ending, 1, Int32(milliseconds)) == 0
    }

    private func say() {
        if !unsaid.isEmpty { unsaid = unsaid.dropFirst(terminal.write(unsaid)) }
    }
}
