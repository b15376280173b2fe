internal import CSpanDSP

/// Where the C callbacks of one modem write down what it did.
final class T31Journal {
    var mayDial = true
    var mayAnswer = false
    var state: UnsafeMutablePointer<t31_state_t>?
    private var events: [T31Event] = []

    static func from(_ context: UnsafeMutableRawPointer?) -> T31Journal? {
        context.map { Unmanaged<T31Journal>.fromOpaque($0).takeUnretainedValue() }
    }

    func take() -> [T31Event] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    func wrote(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !bytes.isEmpty else { return }
        let mode = state.map { T31Mode(code: spandsp_t31_mode($0)) } ?? .onHookCommand
        events.append(.output(Array(bytes), mode: mode))
    }

    /// 0 takes the operation, -1 refuses it. `argument` is text only for a dial; elsewhere it is a number in disguise.
    func control(_ operation: Int32, _ argument: UnsafePointer<CChar>?) -> Int32 {
        switch UInt32(bitPattern: operation) {
        case AT_MODEM_CONTROL_CALL.rawValue:
            guard mayDial else { return -1 }
            events.append(.dialled(argument.map { String(cString: $0) } ?? ""))
        case AT_MODEM_CONTROL_ANSWER.rawValue:
            guard mayAnswer else { return -1 }
            // The first answer is the answer: neither ATA nor S0 may come twice for one call.
            mayAnswer = false
            events.append(.answered)
        case AT_MODEM_CONTROL_HANGUP.rawValue: events.append(.hungUp)
        case AT_MODEM_CONTROL_OFFHOOK.rawValue: events.append(.wentOffHook)
        case AT_MODEM_CONTROL_CTS.rawValue: events.append(.clearToSend(argument != nil))
        default: break
        }
        return 0
    }
}
