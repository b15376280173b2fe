import Foundation
import Synchronization
import TestSupport
import Testing

@testable import faxout

@Suite("Lock files", .timeLimit(.minutes(5)))
struct DeviceLockTests {
    private let folder: TemporaryFolder
    private let lock: String

    init() throws {
        folder = try TemporaryFolder()
        lock = folder.url.appending(path: "LCK..ttyS0").path
    }

    private func take() throws(LineError) -> DeviceLock {
        try DeviceLock(device: "/dev/ttyS0", directory: folder.url.path)
    }

    private func put(_ octets: [UInt8]) throws {
        try Data(octets).write(to: URL(filePath: lock))
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path) }
    }

    private static let gone: pid_t = 2_147_483_646

    @Test func aLockNamesItsProcessInTenColumnsAndGoesWithIt() throws {
        do {
            let held = try take()
            #expect(try files == ["LCK..ttyS0"])
            #expect(try Data(contentsOf: URL(filePath: lock)) == Data(String(format: "%10d\n", getpid()).utf8))
            #expect(throws: LineError("/dev/ttyS0 is in use by process \(getpid()) (\(lock)).")) { _ = try take() }
            _ = consume held
        }
        #expect(try files == [])
        _ = try take()
    }

    @Test func aDeviceIsLockedByItsOwnNameWhateverLinkLeadsToIt() throws {
        let modem = try PseudoModem([:])
        let link = folder.url.appending(path: "modem").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: modem.path)
        let name = try #require(modem.path.split(separator: "/").last)
        let held = try DeviceLock(device: link, directory: folder.url.path)
        #expect(try Set(files) == ["modem", "LCK..\(name)"])
        #expect(throws: LineError.self) { _ = try DeviceLock(device: modem.path, directory: folder.url.path) }
        _ = consume held
    }

    /// How programs write their process id.
    enum Writing: CaseIterable {
        case tenColumns, withProgram, digitsOnly, binary

        func octets(_ process: pid_t) -> [UInt8] {
            switch self {
            case .tenColumns: Array(String(format: "%10d\n", process).utf8)
            case .withProgram: Array(String(format: "%10d minicom root\n", process).utf8)
            case .digitsOnly: Array("\(process)".utf8)
            case .binary: withUnsafeBytes(of: process) { Array($0) }
            }
        }
    }

    @Test func aBinaryNumberThatBeginsLikeADigitIsNoText() throws {
        // 0x2033: in ASCII a 3, a space and two NUL.
        try put(Writing.binary.octets(8243))
        do {
            _ = try take()
        } catch {
            #expect("\(error)".contains("process 8243 "))
        }
    }

    @Test(arguments: Writing.allCases)
    func locksOfOtherProgramsHoldAsLongAsTheirProcess(_ writing: Writing) async throws {
        let other = try ChildProcess("/bin/sleep", ["1000"])
        let text = writing.octets(other.identifier)
        try put(text)
        #expect(throws: LineError("/dev/ttyS0 is in use by process \(other.identifier) (\(lock)).")) {
            _ = try take()
        }
        #expect(try Data(contentsOf: URL(filePath: lock)) == Data(text))
        _ = try await other.stop()
        _ = try take()
        #expect(try files == [])
    }

    @Test(arguments: ["", "\n", "0\n", "-1\n", "nobody\n", "1234567890123\n"])
    func aLockThatNamesNoProcessIsLeftAlone(_ text: String) throws {
        try put(Array(text.utf8))
        #expect(throws: LineError.self) { _ = try take() }
        #expect(try files == ["LCK..ttyS0"])
    }

    /// In a container, a program may come back with the process id that it had.
    @Test func aLockOfAProcessThatHadOurNumberIsStale() throws {
        try put(Array(String(format: "%10d\n", getpid()).utf8))
        _ = try take()
    }

    @Test func aLockThatSomebodyHasReplacedIsNotRemoved() throws {
        do {
            let held = try take()
            try FileManager.default.removeItem(atPath: lock)
            try put(Array("         1\n".utf8))
            _ = consume held
        }
        #expect(try files == ["LCK..ttyS0"])
    }

    /// To flock(2), threads that have opened a file by themselves are as strange to each other as processes.
    @Test func ofManyWhoFindAStaleLockOneGetsTheDevice() throws {
        for round in 0..<200 {
            if round % 4 != 0 { try put(Array("\(Self.gone)\n".utf8)) }
            let holders = Atomic(0)
            let winners = Atomic(0)
            let most = Atomic(0)
            let directory = folder.url.path
            DispatchQueue.concurrentPerform(iterations: 16) { _ in
                guard let held = try? DeviceLock(device: "/dev/ttyS0", directory: directory) else { return }
                let count = holders.add(1, ordering: .sequentiallyConsistent).newValue
                most.max(count, ordering: .sequentiallyConsistent)
                winners.add(1, ordering: .sequentiallyConsistent)
                for _ in 0..<50 { sched_yield() }
                holders.subtract(1, ordering: .sequentiallyConsistent)
                _ = consume held
            }
            #expect(most.load(ordering: .sequentiallyConsistent) == 1, "round \(round)")
            #expect(winners.load(ordering: .sequentiallyConsistent) >= 1, "round \(round)")
            #expect(try files == [])
        }
    }
}
