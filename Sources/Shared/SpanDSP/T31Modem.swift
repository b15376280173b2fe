internal import CSpanDSP

/// A Class 1 fax modem in software (ITU-T T.31): AT commands on one side, 8 kHz linear audio on the other.
///
/// It does no I/O: bytes, audio and the line's events go in by the methods; what comes of them waits in order until
/// `takeEvents()`. The C callbacks only append to that list, so no callback runs code of the owner's.
/// One thread at a time may use a modem; spandsp keeps all of a modem's state in the modem.
public final class T31Modem {
    private let state: UnsafeMutablePointer<t31_state_t>
    private let journal: T31Journal

    /// Whether `ATD` is taken; refused (`ERROR`) otherwise.
    public var mayDial: Bool {
        get { journal.mayDial }
        set { journal.mayDial = newValue }
    }

    /// Whether `ATA` and automatic answer are taken: the line rings.
    public var mayAnswer: Bool {
        get { journal.mayAnswer }
        set { journal.mayAnswer = newValue }
    }

    /// Makes a modem that is on hook; nil where memory is short.
    public init?() {
        let journal = T31Journal()
        // Unretained: the journal lives as long as this object, and the C state dies in `deinit`.
        let context = Unmanaged.passUnretained(journal).toOpaque()
        guard
            let state = t31_init(
                nil,
                { _, context, bytes, count in
                    T31Journal.from(context)?.wrote(UnsafeBufferPointer(start: bytes, count: count))
                    return Int32(count)
                }, context,
                { _, context, operation, argument in
                    T31Journal.from(context)?.control(operation, argument) ?? -1
                }, context, nil, nil)
        else { return nil }
        self.state = state
        self.journal = journal
        journal.state = state
    }

    deinit {
        t31_free(state)
    }

    // MARK: The computer's side

    /// Takes bytes from the computer; no more than `freeSpace` while it sends data.
    public func receive(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        _ = bytes.withUnsafeBytes { raw in
            t31_at_rx(state, raw.bindMemory(to: CChar.self).baseAddress, Int32(raw.count))
        }
    }

    /// What the modem did since the last call, in order.
    public func takeEvents() -> [T31Event] { journal.take() }

    /// Drops a command line of which only the beginning has come, as when the computer goes away.
    public func forgetCommandLine() { spandsp_t31_forget_command_line(state) }

    // MARK: The line's side

    /// Tells the modem what the line did.
    public func line(_ event: T31CallEvent) { t31_call_event(state, event.code) }

    /// Writes `NO CARRIER` by itself, for a call that never was: `hungUp` says nothing in command state.
    public func reportNoCarrier() { spandsp_t31_put_result(state, Int32(AT_RESPONSE_CODE_NO_CARRIER)) }

    /// Sets what the next ring can say: the caller's number (`NMBR`) and the number it dialled (`NDID`).
    public func setCaller(number: String, dialled: String) { spandsp_t31_set_caller(state, number, dialled) }

    /// Fills `audio` with the next samples for the line; silence where the modem sends nothing.
    public func transmit(into audio: inout [Int16]) {
        audio.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var filled = 0
            while filled < buffer.count {
                let made = Int(t31_tx(state, base + filled, Int32(buffer.count - filled)))
                if made <= 0 { break }
                filled += made
            }
            buffer[filled...].update(repeating: 0)
        }
    }

    /// Hears `audio`.
    public func hear(_ audio: inout [Int16]) {
        audio.withUnsafeMutableBufferPointer { buffer in
            _ = t31_rx(state, buffer.baseAddress, Int32(buffer.count))
        }
    }

    // MARK: Where it stands

    /// What bytes from the computer mean now.
    public var mode: T31Mode { T31Mode(code: spandsp_t31_mode(state)) }

    /// Whether the modem sends a signal, a pause of it included.
    public var isTransmitting: Bool { spandsp_t31_is_transmitting(state) != 0 }

    /// Whether the modem takes no more data for now.
    public var isHoldingComputer: Bool { spandsp_t31_is_holding(state) != 0 }

    /// Bytes of data that it takes before its buffer is full.
    public var freeSpace: Int { max(0, Int(spandsp_t31_free_space(state))) }

    /// Bytes of data that wait to be sent.
    public var unsent: Int { Int(spandsp_t31_unsent(state)) }

    /// Whether the computer ended its data, and the rest of it is being sent.
    public var isDataComplete: Bool { spandsp_t31_data_is_complete(state) != 0 }

    /// Register S0: rings after which the modem answers by itself; 0 never.
    public var ringsBeforeAnswer: Int { Int(spandsp_t31_register(state, 0)) }

    /// Register S7: seconds of line time that a caller waits for an answer; 0 without limit.
    public var answerTimeout: Int { Int(spandsp_t31_register(state, 7)) }
}
