import Foundation
import Glibc
import Testing

@testable import linesim

@Suite(.timeLimit(.minutes(20))) struct PseudoTerminalTests {
    /// A modem's side of a device; the struct can't be copied, and so not be asked inside of `#expect`.
    private final class Device {
        private var terminal: PseudoTerminal

        init() throws {
            terminal = try PseudoTerminal(path: "/nowhere")
        }

        var isInUse: Bool { terminal.isInUse }
        var unread: Int { terminal.unread }
        var path: String { terminal.link.device }
        func write(_ bytes: [UInt8]) -> Int { terminal.write(bytes[...]) }
        func dropUnreadWhileParked() { terminal.dropUnreadWhileParked() }
        func readNow(limit: Int = 100) -> PseudoTerminal.Input { terminal.read(limit: limit) }

        /// Reads when there is something to read.
        func read(limit: Int = 100) throws -> PseudoTerminal.Input {
            try #require(SerialProgram.isReadable(terminal.descriptor, milliseconds: 30_000))
            return terminal.read(limit: limit)
        }
    }

    private let device: Device

    init() throws {
        device = try Device()
    }

    @Test func aDeviceThatNobodyUsesHasNothingToRead() {
        #expect(device.readNow() == .nothing)
        #expect(!device.isInUse && device.unread == 0)
    }

    @Test func whatAProgramWritesIsReadAsItIs() throws {
        let program = try SerialProgram(device.path)
        #expect(!device.isInUse)
        let bytes: [UInt8] = [0x00, 0x03, 0x0A, 0x0D, 0x11, 0x13, 0x7F, 0xFF]
        try program.write(bytes)
        #expect(try device.read() == .bytes(bytes))
        #expect(device.isInUse)
        #expect(device.readNow() == .nothing)
    }

    @Test func readsAreLimited() throws {
        let program = try SerialProgram(device.path)
        try program.write([1, 2, 3])
        #expect(try device.read(limit: 2) == .bytes([1, 2]))
        #expect(try device.read(limit: 2) == .bytes([3]))
    }

    @Test func whatTheProgramHasNotReadIsCounted() throws {
        let program = try SerialProgram(device.path)
        try program.write([1])
        _ = try device.read()
        let bytes: [UInt8] = [0x0A, 0x0D, 0x03, 0x11, 0x13]
        #expect(device.write(bytes) == 5)
        #expect(program.isReadable(milliseconds: 30_000))
        #expect(device.unread == 5)
        #expect(program.readOnce() == bytes)
        #expect(device.unread == 0)
    }

    @Test func aProgramsLastBytesComeBeforeItsLeaving() throws {
        let program = try SerialProgram(device.path)
        try program.write([1, 2])
        #expect(try device.read() == .bytes([1, 2]))
        try program.write([3])
        program.closeDevice()
        #expect(try device.read() == .bytes([3]))
        #expect(try device.read() == .programLeft)
        #expect(!device.isInUse)
        #expect(device.readNow() == .nothing)
    }

    @Test func whatAProgramLeftUnreadGoesWithIt() throws {
        let first = try SerialProgram(device.path)
        try first.write([1])
        _ = try device.read()
        #expect(device.write([7, 7, 7]) == 3)
        #expect(first.isReadable(milliseconds: 30_000))
        first.closeDevice()
        #expect(try device.read() == .programLeft)

        let second = try SerialProgram(device.path)
        #expect(!second.isReadable(milliseconds: 0))
        try second.write([2])
        #expect(try device.read() == .bytes([2]))
        #expect(device.write([8]) == 1)
        #expect(second.isReadable(milliseconds: 30_000))
        #expect(second.readOnce() == [8])
    }

    @Test func whatWasWrittenWhileNobodyWasThereCanBeDropped() throws {
        // A program counts from its first byte on.
        let program = try SerialProgram(device.path)
        #expect(device.write([1, 2, 3]) == 3)
        #expect(program.isReadable(milliseconds: 30_000))
        device.dropUnreadWhileParked()
        #expect(!program.isReadable(milliseconds: 0))
    }

    @Test func aDeviceThatIsInUseDropsNothing() throws {
        let program = try SerialProgram(device.path)
        try program.write([1])
        _ = try device.read()
        #expect(device.write([1, 2, 3]) == 3)
        #expect(program.isReadable(milliseconds: 30_000))
        device.dropUnreadWhileParked()
        #expect(program.readOnce() == [1, 2, 3])
    }
}
