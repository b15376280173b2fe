public import NIOCore

/// How long a client waits for a server at each point (RFC 5321 §4.5.3.2, whose minimums are the defaults).
public struct SMTPClientTimeouts: Hashable, Sendable {
    /// For the greeting (§4.5.3.2.1).
    public var greeting: TimeAmount = .minutes(5)
    /// For the answer to EHLO, HELO and RSET, for which the RFC names no time.
    public var hello: TimeAmount = .minutes(5)
    /// For the answer to MAIL (§4.5.3.2.2).
    public var mail: TimeAmount = .minutes(5)
    /// For the answer to a RCPT (§4.5.3.2.3).
    public var recipient: TimeAmount = .minutes(5)
    /// For the answer to DATA (§4.5.3.2.4).
    public var dataInitiation: TimeAmount = .minutes(2)
    /// For a part of the data to go out (§4.5.3.2.5).
    public var dataBlock: TimeAmount = .minutes(3)
    /// For the answer to the end of the data (§4.5.3.2.6).
    public var dataTermination: TimeAmount = .minutes(10)
    /// For the answer to QUIT: nothing depends on it any more.
    public var quit: TimeAmount = .seconds(10)

    /// The minimums of the RFC.
    public init() {}

    /// The same time at every point, as an application with less patience wants it.
    public init(everywhere time: TimeAmount) {
        greeting = time
        hello = time
        mail = time
        recipient = time
        dataInitiation = time
        dataBlock = time
        dataTermination = time
        quit = min(time, quit)
    }
}
