import Foundation
import TestSupport
import Testing

@Suite("A disk whose power is cut", .timeLimit(.minutes(5)))
struct FaultyDiskTests {
    private let folder: TemporaryFolder
    private let disk: FaultyDisk

    init() throws {
        folder = try TemporaryFolder()
        disk = try FaultyDisk(at: folder.path("disk"))
    }

    /// Runs a Python program on the disk.
    private func run(_ program: String, codes: Set<Int32> = [0]) async throws {
        let tools = """
            import os
            os.chdir('/')
            disk = '\(folder.path("disk"))/'
            def put(name, text, flags=os.O_CREAT):
                file = os.open(disk + name, os.O_WRONLY | flags, 0o600)
                assert os.write(file, text) == len(text)
                return file
            def sync(name):
                os.fsync(os.open(disk + name, os.O_RDONLY))

            """
        try await ChildProcess.run(
            "/usr/bin/python3", ["-c", tools + program], environment: disk.environment, codes: codes)
    }

    /// Cuts the power.
    ///
    /// - Returns: what is left: paths and, for files, what is in them.
    private func cutPower(keeping: Double, seed: UInt64 = 1) throws -> [String: String] {
        var generator = SeededGenerator(seed: seed)
        try disk.cutPower(keeping: keeping, using: &generator)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path("disk"))
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                (name, (try? String(contentsOfFile: folder.path("disk/\(name)"), encoding: .utf8)) ?? "")
            })
    }

    @Test func whatIsSyncedStaysAndWhatIsNotGoes() async throws {
        try await run(
            """
            put('a', b'1'); sync('a'); put('b', b'2'); sync(''); put('a', b'3', os.O_APPEND); put('c', b'4'); sync('c')
            """)
        #expect(try cutPower(keeping: 0) == ["a": "1", "b": ""])
    }

    @Test func nothingGoesWhenEverythingIsKept() async throws {
        try await run(
            """
            put('a', b'123'); os.mkdir(disk + 'f'); os.rename(disk + 'a', disk + 'f/b'); os.rename(disk + 'f/b', disk + 'f/c')
            os.ftruncate(os.open(disk + 'f/c', os.O_WRONLY), 2); put('d', b'4'); os.unlink(disk + 'd')
            os.mkdir(disk + 'g'); os.rmdir(disk + 'g'); put('f/c', b'9', 0); os.pwrite(put('e', b'5'), b'6', 3)
            """)
        #expect(try cutPower(keeping: 1) == ["f": "", "f/c": "92", "e": "5\0\06"])
    }

    @Test func aRenameIsKeptWithItsFolder() async throws {
        let program = "put('new', b'2'); sync('new'); put('old', b'1'); sync('old'); sync('')\n"
        try await run(program + "os.rename(disk + 'new', disk + 'old')")
        #expect(try cutPower(keeping: 0) == ["old": "1", "new": "2"])
        try await run("os.rename(disk + 'new', disk + 'old'); sync('')")
        #expect(try cutPower(keeping: 0) == ["old": "2"])
    }

    @Test func aFileNeedsEveryFolderAboveIt() async throws {
        try await run("os.mkdir(disk + 'f'); put('f/a', b'1'); sync('f/a'); sync('f')")
        #expect(try cutPower(keeping: 0) == [:])
    }

    @Test func unsyncedWritesGoBySectorsInAnyOrder() async throws {
        var outcomes: Set<String> = []
        for seed in 0..<20 as Range<UInt64> {
            try await run(
                """
                file = put('a', b'', os.O_CREAT | os.O_TRUNC); sync('a'); sync('')
                os.write(file, b'1' * 512 + b'2' * 512)
                """)
            outcomes.insert(try cutPower(keeping: 0.5, seed: seed)["a"] ?? "gone")
        }
        let (first, second) = (String(repeating: "1", count: 512), String(repeating: "2", count: 512))
        let hole = String(repeating: "\0", count: 512)
        #expect(outcomes.isSubset(of: ["", first, hole + second, first + second]))
        #expect(outcomes.count == 4)
    }

    @Test func syncsMayBeLies() async throws {
        try disk.lies(.files)
        try await run("put('a', b'1'); sync('a'); sync('')")
        #expect(try cutPower(keeping: 0) == ["a": ""])
        try disk.lies(.folders)
        try await run("put('b', b'1'); sync('b'); sync('')")
        #expect(try cutPower(keeping: 0) == ["a": ""])
    }

    @Test func theProgramDiesAtItsMoment() async throws {
        try disk.dies(after: 3)
        let program = try ChildProcess(
            "/usr/bin/python3",
            ["-c", "import os\nfor name in '\(folder.path("disk"))/a', '\(folder.path("disk"))/b': os.mkdir(name)"],
            environment: disk.environment)
        #expect(try await program.ended() == .killed(signal: SIGKILL))
        #expect(try cutPower(keeping: 1) == ["a": ""])
    }

    @Test func aFullDiskTakesAPartAndThenNothing() async throws {
        try disk.fills(after: 3)
        try await run(
            """
            file = put('a', b'12')
            assert os.write(file, b'34') == 1
            try: os.write(file, b'4')
            except OSError as error: assert error.errno == 28
            else: assert False
            os.pwrite(file, b'0', 0)
            """)
        try disk.fills(after: nil)
        try await run("put('a', b'4', os.O_APPEND)")
        #expect(try cutPower(keeping: 1) == ["a": "0234"])
    }

    @Test func aChangeThatNobodySawIsFoundOut() async throws {
        try await run("put('a', b'1')")
        try folder.write("disk/a", "2")
        #expect(throws: SupportError.self) { try cutPower(keeping: 1) }
    }
}
