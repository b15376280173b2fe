public import FaxModel

/// What a Class 1 modem's side of the serial line wants to have done.
public enum Class1Output: Hashable, Sendable {
    /// Write these octets to the serial device.
    case write([UInt8])
    /// Write these octets in place of those that still wait to be written; nothing if none wait.
    case writeInstead([UInt8])
    /// Throw away what still waits to be written, in the kernel as well.
    case discardOutput
    /// Let the device hold our output back when it sends XOFF, or not: while data are received, 0x11 and 0x13 are data.
    case obeyFlowControl(Bool)
    /// Come back with `deadlineReached()` after so many milliseconds; replaces the deadline before.
    case startDeadline(milliseconds: Int)
    /// There is no deadline any more.
    case stopDeadline
    /// The modem has been initialised; it sends, and receives, with these modulations. Without `Class1Settings.receives` it
    /// is not asked with which it receives.
    case ready(sends: Set<Modulation>, receives: Set<Modulation>)
    /// Tell the session.
    case report(ModemEvent)
}
