/// Whether a modem's computer has the move, so that the line's time must not run ahead of it.
///
/// A final result code, and a CONNECT that asks for a frame, hand the move to the computer; a command line, a frame's end or a byte that ends a
/// reception give it back. While the computer sends page data it owes more whenever little is left to send. Result codes
/// are known by their texts (ATV1), which T.31 modems write by themselves, in one piece.
struct ComputerTurn: Equatable, Sendable {
    /// Bytes of page data below which the computer owes more.
    static let scarce = 128

    private static let finalCodes = ["OK", "ERROR", "NO CARRIER", "+FCERROR", "BUSY", "NO ANSWER", "NO DIALTONE"]
        .map { Array($0.utf8) }
    private static let connect = Array("CONNECT".utf8)

    /// What the modem's state says besides.
    enum ModemMode: Equatable, Sendable {
        case commands
        case delivery
        case sendingFrame
        /// Bytes that wait to be sent, and whether the computer has ended its data.
        case sendingData(unsent: Int, isComplete: Bool)
        case other
    }

    private var owes = false
    private var lastWasDLE = false

    /// The modem wrote `bytes` to its computer, being in `mode`; true when they are CONNECT.
    mutating func modemWrote(_ bytes: [UInt8], mode: ModemMode) -> Bool {
        if Self.finalCodes.contains(bytes) {
            owes = true
        } else if bytes == Self.connect {
            lastWasDLE = false
            if mode == .sendingFrame { owes = true }
            return true
        }
        return false
    }

    /// The computer wrote `bytes` to its modem, which was in `mode`.
    mutating func computerWrote(_ bytes: ArraySlice<UInt8>, mode: ModemMode) {
        switch mode {
        case .sendingFrame:
            for byte in bytes {
                if lastWasDLE, byte == ASCII.etx { owes = false }
                lastWasDLE = byte == ASCII.dle && !lastWasDLE
            }
        case .commands: if bytes.contains(ASCII.cr) { owes = false }
        case .delivery, .other: owes = false
        case .sendingData: break
        }
    }

    /// Forgets everything, for a modem that is on hook.
    mutating func reset() { self = ComputerTurn() }

    /// Whether the computer has the move while the modem is in `mode`.
    func isComputers(mode: ModemMode) -> Bool {
        switch mode {
        case .sendingData(let unsent, let isComplete): !isComplete && unsent < Self.scarce
        case .commands, .delivery, .sendingFrame, .other: owes
        }
    }
}
