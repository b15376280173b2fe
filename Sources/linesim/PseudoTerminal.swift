internal import Glibc

/// A serial device made of a pseudo-terminal: this program holds its master side, some other program opens the path.
///
/// While no program uses the device, this side keeps it open itself (it is *parked*), because a master whose last user is gone is
/// always "ready" and could not be waited for. A program counts as there from its first byte on; when the last one closes the device, it is gone,
/// and whatever it left unread goes with it, as on a serial port.
struct PseudoTerminal: ~Copyable {
    /// What a read brought.
    enum Input: Equatable {
        case bytes([UInt8])
        case nothing
        /// The last program closed the device.
        case programLeft
    }

    /// The ioctl of Linux that opens a master's other side (`_IO('T', 0x41)`).
    private static let openPeer: UInt = 0x5441

    /// The master's descriptor, for polling only.
    let descriptor: Int32
    /// Where programs are to find the device; its maker makes the link.
    let link: DeviceLink
    private var parkedPeer: Int32

    /// Makes a device, raw and open to every user, to which `path` is to be linked.
    init(path: String) throws(LinesimError) {
        var (master, peer): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&master, &peer, &name, nil, nil) == 0 else {
            throw LinesimError(.pseudoTerminal, "no pseudo-terminal to be had for \(path)", errno: errno)
        }
        for descriptor in [master, peer] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        var settings = termios()
        tcgetattr(peer, &settings)
        cfmakeraw(&settings)
        tcsetattr(peer, TCSANOW, &settings)
        fchmod(peer, 0o666)
        let device = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        link = DeviceLink(path: path, device: String(decoding: device, as: UTF8.self))
        descriptor = master
        parkedPeer = peer
    }

    deinit {
        if parkedPeer >= 0 { close(parkedPeer) }
        close(descriptor)
    }

    /// Whether a program uses the device.
    var isInUse: Bool { parkedPeer < 0 }

    /// Bytes that the program has not read yet; 0 while there is none.
    var unread: Int {
        guard isInUse else { return 0 }
        let peer = openedPeer()
        guard peer >= 0 else { return 0 }
        defer { close(peer) }
        var count: Int32 = 0
        return ioctl(peer, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Reads up to `limit` bytes without waiting. What the last program wrote comes before its leaving.
    mutating func read(limit: Int) -> Input {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &bytes, limit)
        if count > 0 {
            unpark()
            bytes.removeLast(limit - count)
            return .bytes(bytes)
        }
        guard count < 0, errno == EIO, isInUse else { return .nothing }
        _ = park()
        return .programLeft
    }

    /// Writes what the device takes without waiting, and says how much that was.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { max(0, Glibc.write(descriptor, $0.baseAddress, $0.count)) }
    }

    /// Drops what was written while no program was there.
    func dropUnreadWhileParked() {
        if parkedPeer >= 0 { tcflush(parkedPeer, TCIFLUSH) }
    }

    private func openedPeer() -> Int32 { ioctl(descriptor, Self.openPeer, O_RDWR | O_NOCTTY | O_CLOEXEC) }

    private mutating func park() -> Bool {
        parkedPeer = openedPeer()
        dropUnreadWhileParked()
        return parkedPeer >= 0
    }

    private mutating func unpark() {
        guard parkedPeer >= 0 else { return }
        close(parkedPeer)
        parkedPeer = -1
    }
}
