import FaxModel
import Foundation
import Glibc
import TestSupport
import Testing

@testable import faxout

@Suite("A serial device", .timeLimit(.minutes(5)))
struct SerialDeviceTests {
    private static let software = tcflag_t(IXON | IXOFF | IXANY)

    private func open(_ modem: PseudoModem, _ flowControl: FlowControl) throws -> SerialDevice {
        try SerialDevice(path: modem.path, speed: 38_400, flowControl: flowControl)
    }

    @Test(arguments: FlowControl.allCases)
    func itIsRawAndHeldBackByCTSWhereThatIsWanted(_ flowControl: FlowControl) throws {
        let modem = try PseudoModem([:])
        let device = try open(modem, flowControl)
        let settings = modem.settings
        #expect((settings.c_cflag & tcflag_t(CRTSCTS) != 0) == (flowControl == .hardware))
        #expect(settings.c_iflag & (Self.software | tcflag_t(ICRNL | INLCR | IGNCR | ISTRIP | BRKINT)) == 0)
        #expect(settings.c_lflag & tcflag_t(ICANON | ECHO | ISIG | IEXTEN) == 0)
        #expect(settings.c_oflag & tcflag_t(OPOST) == 0)
        #expect(settings.c_cflag & tcflag_t(CSIZE | PARENB | CSTOPB) == tcflag_t(CS8))
        #expect(settings.c_cflag & tcflag_t(CLOCAL | CREAD | HUPCL) == tcflag_t(CLOCAL | CREAD | HUPCL))
        #expect(cfgetospeed([settings]) == speed_t(B38400))
        _ = consume device
    }

    /// Only the modem holds us back by XOFF: what we receive must never have one put in, or taken out.
    @Test(arguments: FlowControl.allCases)
    func onlySoftwareObeysXOFFAndOnlyWhenItIsToldTo(_ flowControl: FlowControl) throws {
        let modem = try PseudoModem([:])
        let device = try open(modem, flowControl)
        device.obeyFlowControl(true)
        #expect(modem.settings.c_iflag & Self.software == (flowControl == .software ? tcflag_t(IXON) : 0))
        device.obeyFlowControl(false)
        #expect(modem.settings.c_iflag & Self.software == 0)
        _ = consume device
    }

    @Test func whileDataAreReceivedXONAndXOFFAreData() async throws {
        let modem = try PseudoModem([:])
        let device = try open(modem, .software)
        modem.say("\u{13}\u{11}\u{13}")
        #expect(try await octets(of: device, count: 7) == [0x0D, 0x0A, 0x13, 0x11, 0x13, 0x0D, 0x0A])
        #expect(try device.send([0x41]) == 1)
        _ = consume device
    }

    @Test func whileDataAreSentXOFFHoldsThemBackUntilXON() async throws {
        let modem = try PseudoModem([:])
        let device = try open(modem, .software)
        device.obeyFlowControl(true)
        modem.say("\u{13}")
        #expect(try await octets(of: device, count: 4) == [0x0D, 0x0A, 0x0D, 0x0A])
        #expect(try device.send([0x41]) == 0)
        modem.say("\u{11}")
        #expect(try await octets(of: device, count: 4) == [0x0D, 0x0A, 0x0D, 0x0A])
        #expect(try device.send([0x41]) == 1)
        _ = consume device
    }

    @Test func whatXOFFHeldBackGoesWhenItIsNoLongerObeyed() async throws {
        let modem = try PseudoModem([:])
        let device = try open(modem, .software)
        device.obeyFlowControl(true)
        modem.say("\u{13}")
        _ = try await octets(of: device, count: 4)
        #expect(try device.send([0x41]) == 0)
        device.obeyFlowControl(false)
        #expect(try device.send([0x41]) == 1)
        _ = consume device
    }

    /// A terminal that is no pseudo-terminal and that nobody uses: the last of the virtual consoles. `nil` where that may not be had.
    private static let console: (folder: TemporaryFolder, path: String)? = {
        guard let folder = try? TemporaryFolder() else { return nil }
        let path = folder.path("console")
        guard chmod(folder.url.path, 0o711) == 0, mknod(path, S_IFCHR | 0o666, 4 << 8 | 63) == 0,
            chmod(path, 0o666) == 0
        else { return nil }
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        close(descriptor)
        return descriptor >= 0 ? (folder, path) : nil
    }()

    @Test("As long as we have it, no other user's program gets it, lock files or not", .enabled(if: console != nil))
    func claimed() async throws {
        let path = try #require(Self.console).path
        let attempt = ["--reuid", "65534", "--clear-groups", "/bin/sh", "-c", "exec 3<>'\(path)'"]
        let device = try SerialDevice(path: path, speed: 38_400, flowControl: .none)
        let refusal = try await ChildProcess.run("/usr/bin/setpriv", attempt, codes: [2])
        #expect(refusal.contains("Device or resource busy"))
        _ = consume device
        try await ChildProcess.run("/usr/bin/setpriv", attempt)
    }

    /// So many octets as they come.
    private func octets(of device: borrowing SerialDevice, count: Int) async throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            var descriptor = pollfd(fd: device.descriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&descriptor, 1, 10_000) == 1)
            octets += try device.receive()
        }
        return octets
    }
}
