import Foundation

/// A call as a modem sees it: what the far end says, and what it hears. What happens comes in with its time.
protocol Conversation: Sendable {
    /// Whether the connection stands.
    var isConnected: Bool { get }
    /// Whether the far end sends a frame now.
    var saysFrame: Bool { get }
    /// Gives away what the far end says next, if that is a frame.
    mutating func nextFrame(at now: Date) -> FarFrame?
    /// Gives away what it says next, if that is data.
    mutating func nextData(at now: Date) -> [UInt8]?
    /// Frames, or data, are going to be sent to it.
    mutating func willHear(data: Bool, at now: Date)
    /// Lets the far end hear a frame.
    mutating func hear(_ frame: FarFrame, at now: Date)
    /// Lets it hear data.
    mutating func hear(data: [UInt8], at now: Date)
    /// Takes in that time goes by.
    mutating func timePassed(_ now: Date)
    /// Our end of the call is over.
    func end(at now: Date)
}
