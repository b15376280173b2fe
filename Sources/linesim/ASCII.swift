/// The control characters of T.31 and of software flow control.
enum ASCII {
    static let etx: UInt8 = 0x03
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let dle: UInt8 = 0x10
    static let xon: UInt8 = 0x11
    static let xoff: UInt8 = 0x13
}
