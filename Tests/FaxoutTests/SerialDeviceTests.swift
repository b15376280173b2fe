import FaxModel
import Foundation
import Glibc
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
