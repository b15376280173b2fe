/// A final or intermediate result code (V.250 §5.7, T.31 §8.4).
enum ResultCode: String, Hashable, Sendable, CaseIterable {
    case ok = "OK"
    case connect = "CONNECT"
    case ring = "RING"
    case noCarrier = "NO CARRIER"
    case error = "ERROR"
    case noDialtone = "NO DIALTONE"
    case busy = "BUSY"
    case noAnswer = "NO ANSWER"
    case voice = "VOICE"
    case delayed = "DELAYED"
    case blacklisted = "BLACKLISTED"
    /// Another signal than the expected one is being received (T.31 §8.4.1).
    case otherSignal = "+FCERROR"
    /// With adaptive reception: frames at 300 bit/s come instead of data, and the modem receives them (+FAR, T.31 §8.5).
    case framesInstead = "+FRH:3"

    /// Reads a line without its line end; `nil` when it is no result code.
    init?(line: String) {
        let line = line.trimmingPrefix { $0 == " " }
        if let exact = Self(rawValue: String(line)) {
            self = exact
        } else if line.hasPrefix("CONNECT ") {
            self = .connect
        } else if line.hasPrefix("RING ") {
            self = .ring  // Distinctive ring: RING 1, RING A.
        } else if line == "NO DIAL TONE" {
            self = .noDialtone
        } else if line.hasPrefix("DELAYED") {
            self = .delayed
        } else if line == "+FRH: 3" {
            self = .framesInstead
        } else if line == "FCERROR" {
            self = .otherSignal
        } else {
            return nil
        }
    }
}
