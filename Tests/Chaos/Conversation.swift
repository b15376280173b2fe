import Foundation

/// A call as a modem sees it: what the far end says, and what it hears.
protocol Conversation: Sendable {
    /// Whether the connection stands.
    var isConnected: Bool { get }
    /// Whether the far end sends a frame now.
    var saysFrame: Bool { get }
    /// Gives away what the far end says next, if that is a frame.
    mutating func nextFrame() -> FarFrame?
    /// Gives away what it says next, if that is data.
    mutating func nextData() -> [UInt8]?
    /// Frames, or data, are going to be sent to it.
    mutating func willHear(data: Bool)
    /// Lets the far end hear a frame.
    mutating func hear(_ frame: FarFrame)
    /// Lets it hear data.
    mutating func hear(data: [UInt8])
    /// Takes in that time goes by.
    mutating func timePassed(_ now: Date)
    /// Our end of the call is over.
    func end()
}
