public import FaxModel

/// How a modem is spoken to.
public struct Class1Settings: Hashable, Sendable {
    /// Commands that are sent after the modem has answered to `ATE0Q0V1H0`, in this order; each must be answered OK.
    public var initialisation: [String]
    /// What the modem is told after these of how it and the computer hold each other back, where it knows that; `nil` for
    /// nothing.
    public var flowControl: FlowControl?
    /// What goes between `ATD` and the number: `T` for tone dialling.
    public var dialPrefix: String
    /// How long the modem waits for a fax to answer, in seconds: S7, 1 to 255 (V.250 §6.3.10).
    public var answerSeconds: Int
    /// Whether the end of the far signal is waited for with +FRS before something is sent.
    public var awaitsSilence: Bool
    /// Whether the modem is to receive, too: it is asked how it can (+FRM=?), and told to go over to frames by itself when
    /// they come instead of data (+FAR=1), where it knows that.
    public var receives: Bool

    /// Settings; the defaults suit most modems.
    public init(
        initialisation: [String] = ["ATX4S0=0"], flowControl: FlowControl? = nil, dialPrefix: String = "T",
        answerSeconds: Int = 60,
        awaitsSilence: Bool = true, receives: Bool = false
    ) {
        precondition((1...255).contains(answerSeconds), "S7 is one octet")
        self.initialisation = initialisation
        self.flowControl = flowControl
        self.dialPrefix = dialPrefix
        self.answerSeconds = answerSeconds
        self.awaitsSilence = awaitsSilence
        self.receives = receives
    }
}
