import Foundation
import Glibc

/// The other side of a serial device: a pseudo-terminal whose master answers commands by a table, on a thread of its
/// own.
final class PseudoModem: Sendable {
    /// The device that a line opens.
    let path: String
    private let master: Int32

    /// A modem that gives each command, without its CR, the answer in `answers`, or OK; none for an empty answer.
    init(_ answers: [String: String]) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var unlock: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &unlock) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        path = "/dev/pts/\(number)"
        // Held open until a line has opened the device: a master without a slave reads end of file.
        let slave = open(path, O_RDWR | O_NOCTTY)
        let master = master
        Thread.detachNewThread {
            var command = ""
            var octet: UInt8 = 0
            while read(master, &octet, 1) == 1 {
                guard octet == 0x0D else {
                    if octet >= 0x20 { command.unicodeScalars.append(UnicodeScalar(octet)) }
                    continue
                }
                let answer = answers[command] ?? "OK"
                command = ""
                guard !answer.isEmpty else { continue }
                let octets = Array("\r\n\(answer)\r\n".utf8)
                _ = octets.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            }
            close(slave)
        }
    }

    /// TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which the module of the C library leaves out.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    deinit {
        close(master)
    }
}
