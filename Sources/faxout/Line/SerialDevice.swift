import FaxModel
import Glibc

/// A serial device in raw mode: 8 data bits, no parity, nothing interpreted (termios(3)). Reading and writing never
/// block.
struct SerialDevice: ~Copyable {
    /// For poll(2).
    let descriptor: Int32
    private let path: String
    private let flowControl: FlowControl

    /// Opens the device at `path`, at `speed` bit/s.
    init(path: String, speed: Int, flowControl: FlowControl) throws(LineError) {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw LineError("opened", path: path, error: errno) }
        do throws(LineError) {
            try Self.configure(descriptor, path: path, speed: speed, flowControl: flowControl)
        } catch {
            close(descriptor)
            throw error
        }
        Self.claim(descriptor)
        self.descriptor = descriptor
        self.path = path
        self.flowControl = flowControl
    }

    deinit {
        _ = ioctl(descriptor, UInt(TIOCNXCL))
        close(descriptor)
    }

    /// Keeps programs off the device that make no lock files: nobody but root can open it as long as we have it (TIOCEXCL,
    /// ioctl_tty(2)). Not so a pseudo-terminal: it would stay closed to others after us if we were killed, because the program
    /// at its other end keeps it.
    private static func claim(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return }
        let major = Int(status.st_rdev >> 8 & 0xFFF)
        guard !pseudoTerminals.contains(major) else { return }
        _ = ioctl(descriptor, UInt(TIOCEXCL))
    }

    /// Their device numbers: Documentation/admin-guide/devices.txt of Linux.
    private static let pseudoTerminals = 136...143

    /// Sets raw mode, speed, and hanging up when the device is closed.
    private static func configure(
        _ descriptor: Int32, path: String, speed: Int, flowControl: FlowControl
    ) throws(LineError) {
        var terminal = termios()
        guard tcgetattr(descriptor, &terminal) == 0 else {
            throw LineError("used as a terminal", path: path, error: errno)
        }
        cfmakeraw(&terminal)
        terminal.c_iflag &= ~tcflag_t(IXON | IXOFF | IXANY)
        terminal.c_cflag |= tcflag_t(CLOCAL | CREAD | HUPCL)
        switch flowControl {
        case .hardware: terminal.c_cflag |= tcflag_t(CRTSCTS)
        case .software, .none: terminal.c_cflag &= ~tcflag_t(CRTSCTS)
        }
        guard let constant = speeds[speed] else { throw LineError("\(path) has no speed of \(speed) bit/s.") }
        cfsetspeed(&terminal, constant)
        guard tcsetattr(descriptor, TCSANOW, &terminal) == 0 else {
            throw LineError("set up", path: path, error: errno)
        }
        tcflush(descriptor, TCIOFLUSH)
    }

    /// Throws away what was written and has not gone out (tcflush(3)).
    func discardOutput() {
        tcflush(descriptor, TCOFLUSH)
    }

    /// Lets the terminal layer stop our output at XOFF (0x13) and take XON (0x11) and XOFF out of what is received,
    /// where the flow control is by software; or lets those octets through.
    func obeyFlowControl(_ obeys: Bool) {
        guard flowControl == .software else { return }
        var terminal = termios()
        guard tcgetattr(descriptor, &terminal) == 0 else { return }
        if obeys { terminal.c_iflag |= tcflag_t(IXON) } else { terminal.c_iflag &= ~tcflag_t(IXON) }
        tcsetattr(descriptor, TCSANOW, &terminal)
    }

    /// What has arrived, up to 4096 octets; none when nothing has.
    ///
    /// - Throws: when the device is gone.
    func receive() throws(LineError) -> [UInt8] {
        var count = 0
        let octets = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialised in
            count = read(descriptor, buffer.baseAddress, buffer.count)
            initialised = max(0, count)
        }
        if count > 0 { return octets }
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        throw count == 0 ? LineError("\(path) has hung up.") : LineError("read", path: path, error: errno)
    }

    /// Writes as much as the device takes.
    ///
    /// - Returns: how many octets that was.
    /// - Throws: when the device is gone.
    func send(_ octets: ArraySlice<UInt8>) throws(LineError) -> Int {
        let count = octets.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        if errno == EAGAIN || errno == EINTR { return 0 }
        throw LineError("written", path: path, error: errno)
    }

    /// The speeds that termios(3) has.
    private static let speeds: [Int: speed_t] = [
        9_600: speed_t(B9600), 19_200: speed_t(B19200), 38_400: speed_t(B38400), 57_600: speed_t(B57600),
        115_200: speed_t(B115200), 230_400: speed_t(B230400),
    ]
}
