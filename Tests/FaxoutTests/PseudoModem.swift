import Foundation
import Glibc
import Synchronization

/// The other side of a serial device: a pseudo-terminal whose master answers commands by a table, on a thread of its
/// own.
///
/// In what it says, each character is an octet.
final class PseudoModem: Sendable {
    /// The device that a line opens.
    let path: String
    private let port: Port

    /// Our side of the device. Only the modem's thread closes it, when nobody has the other side any more: a number that was closed while the
    /// thread reads is soon that of another test's device, whose octets it would take.
    private final class Port: Sendable {
        let master: Int32
        private let isOpen = Mutex(true)
        /// Holds the other side open until a line has opened the device: a master without a slave reads end of file.
        private let slave: Mutex<Int32?>

        init(master: Int32, slave: Int32) {
            self.master = master
            self.slave = Mutex(slave)
        }

        /// Lets the modem end as soon as no line has the device.
        func letGo() {
            slave.withLock { slave in
                if let slave { Glibc.close(slave) }
                slave = nil
            }
        }

        func close() {
            letGo()
            isOpen.withLock { isOpen in
                if isOpen { Glibc.close(master) }
                isOpen = false
            }
        }

        /// Does something with it, unless it is closed.
        func use(_ body: (Int32) -> Void) {
            isOpen.withLock { if $0 { body(master) } }
        }
    }

    /// What a modem answers that is no OK.
    private static let usual = ["AT+FCLASS?": "1\r\n\r\nOK"]
    /// An answer after which the device is gone.
    static let unplugging = "\u{0}"
    /// DLE ETX, the end of data.
    static let dataEnd = "\u{10}\u{03}"

    /// A modem that gives each command, without its CR, the answer in `answers`, or OK; none for an empty answer. Data
    /// that end are a command, too. A command of which there are `sequences` gets one after the other.
    ///
    /// - Parameter heard: called with each command before it is answered.
    ///
    /// - Parameter holding: after how many octets of data the modem says XOFF, once, and what is called then with how many have
    ///   come until no more did; it goes on with XON when that returns.
    init(
        _ answers: [String: String], sequences: [String: [String]] = [:],
        holding: (after: Int, held: @Sendable (Int) -> Void)? = nil,
        heard: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlock: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &unlock) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        path = "/dev/pts/\(number)"
        port = Port(master: master, slave: open(path, O_RDWR | O_NOCTTY | O_CLOEXEC))
        let port = port
        Thread.detachNewThread {
            var command = ""
            var octet: UInt8 = 0
            var isEscaped = false
            // After CONNECT what comes is data, whatever it looks like, up to their end.
            var isData = false
            var sequences = sequences
            var dataCount = 0
            var isHeldBack = false
            while true {
                if let holding, dataCount >= holding.after, !isHeldBack {
                    isHeldBack = true
                    Self.say([0x13], to: master)
                    // What was on its way by then comes; after that nothing does.
                    var more = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
                    while poll(&more, 1, 200) == 1, read(master, &octet, 1) == 1 { dataCount += 1 }
                    holding.held(dataCount)
                    Self.say([0x11], to: master)
                    isEscaped = false
                }
                guard read(master, &octet, 1) == 1 else { break }
                dataCount = isData ? dataCount + 1 : 0
                let isDataEnd = isData && isEscaped && octet == 0x03
                isEscaped = octet == 0x10 && !isEscaped
                if isData && !isDataEnd { continue }
                guard octet == 0x0D || isDataEnd else {
                    if octet >= 0x20 { command.unicodeScalars.append(UnicodeScalar(octet)) }
                    continue
                }
                if isDataEnd { command = Self.dataEnd }
                heard(command)
                let next = sequences[command]?.isEmpty == false ? sequences[command]?.removeFirst() : nil
                let answer = next ?? answers[command] ?? Self.usual[command] ?? "OK"
                guard answer != Self.unplugging else { break }
                isData = (command.hasPrefix("AT+FT") || command == "ATA") && answer == "CONNECT"
                command = ""
                guard !answer.isEmpty else { continue }
                let octets = "\r\n\(answer)\r\n".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
                _ = octets.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            }
            port.close()
        }
    }

    private static func say(_ octets: [UInt8], to descriptor: Int32) {
        _ = octets.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// The modem says something unasked: all the lines in one write.
    func say(_ lines: String...) {
        let octets = lines.flatMap { Array("\r\n\($0)\r\n".utf8) }
        port.use { Self.say(octets, to: $0) }
    }

    /// How the device is set up: both sides of a pseudo-terminal have the same settings (tty_ioctl(4)).
    var settings: termios {
        var settings = termios()
        port.use { tcgetattr($0, &settings) }
        return settings
    }

    /// Whether the device obeys XOFF now.
    var obeysXOFF: Bool { settings.c_iflag & tcflag_t(IXON) != 0 }

    /// What a modem says that receives this frame.
    static func frame(_ octets: [UInt8]) -> String {
        var text = "CONNECT\r\n"
        for octet in octets + [9, 9] { text.unicodeScalars.append(UnicodeScalar(octet)) }
        return text + dataEnd + "\r\nOK"
    }

    /// TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which the module of the C library leaves out.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    deinit {
        port.letGo()
    }
}
