import FaxModel

/// How long a modem may take, in milliseconds. T.31 sets no limits: these are far beyond what a modem needs, so that
/// only one that hangs is given up.
enum Class1Patience {
    /// For the first command, after which it is tried again.
    static let wakeUp = 2_000
    /// For OK or CONNECT.
    static let answer = 15_000
    /// For the code that follows what was received: it comes at once, and the far end does not wait longer than its T4 for what
    /// follows.
    static let closing = 1_500
    /// For more data while they are received: from the slowest modem some come every 4 ms, and when its carrier fades it says so.
    static let data = 10_000
    /// For the far end to be silent (+FRS). On a noisy line it never is; then it is sent all the same.
    static let silence = 1_500
    /// For an answer to the character that ends a reception.
    static let abortion = 1_000
    /// For an answer to the question that tells a late answer to that character from others.
    static let resynchronisation = 2_000
    /// Between two receptions when the modem ended the first one without having heard anything: the preamble of a
    /// signal is 1 s ± 15 % (T.30 §5.3.1), so none is missed.
    static let pause = 100
    /// The same between receptions of data: their training sequence may be as short as 142 ms (V.17 §5).
    static let dataPause = 20

    /// For a frame at 300 bit/s, with preamble and zero insertion.
    static func sending(_ frame: [UInt8]) -> Int { answer + frame.count * 8 * 6 / 5 * 1000 / 300 }

    /// For data at a modulation's rate.
    static func sending(_ octets: [UInt8], at modulation: Modulation) -> Int {
        answer + octets.count * 8 * 1000 / modulation.bitRate * 5 / 4
    }
}
