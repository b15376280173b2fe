import FaxModel
import Foundation
import Glibc
import Testing

@testable import render

@Suite(.timeLimit(.minutes(20))) struct SandboxTests {
    /// Runs a shell script in the sandbox and gives what it writes.
    private func shell(_ script: String, input: [UInt8] = [], settings: String = "") async throws -> (String, Bool) {
        var output: [UInt8] = []
        let result = try await TestRendering.sandbox(settings).run(["/usr/bin/bash", "-c", script], input: input) {
            piece in
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        return (String(decoding: output, as: UTF8.self), result.succeeded)
    }

    @Test func itWorksHere() async throws {
        try await TestRendering.sandbox().check()
    }

    @Test func inputAndOutputPassThroughHoweverLarge() async throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var output: [UInt8] = []
        let result = try await TestRendering.sandbox().run(["/usr/bin/cat"], input: input) { piece in
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        #expect(result.succeeded)
        #expect(output == input)
    }

    @Test func documentsAreDatedByTheTimeOfTheHost() async throws {
        var sandbox = try TestRendering.sandbox()
        for (zone, offset) in [("Asia/Tokyo", "+0900\n"), ("Asia/Kolkata", "+0530\n")] {
            sandbox.timeZone = try #require(TimeZone(identifier: zone))
            var output: [UInt8] = []
            _ = try await sandbox.run(["/usr/bin/date", "+%z"], input: []) { piece in
                piece.withUnsafeBytes { output.append(contentsOf: $0) }
            }
            #expect(String(decoding: output, as: UTF8.self) == offset)
        }
    }

    @Test func aProgramThatReadsNothingEndsInPeace() async throws {
        let (output, succeeded) = try await shell("exec <&-; echo done", input: [UInt8](repeating: 1, count: 5_000_000))
        #expect(output == "done\n" && succeeded)
    }

    @Test func aFloodOfComplaintsIsDrained() async throws {
        let sandbox = try TestRendering.sandbox()
        let result = try await sandbox.run(
            ["/usr/bin/bash", "-c", "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 3"], input: []
        ) { _ in }
        #expect(!result.succeeded)
        #expect(result.complaint.utf8.count == 4096)
    }

    @Test func thereIsNoNetwork() async throws {
        let listener = try LoopbackListener()
        let open = "exec 3<>/dev/tcp/127.0.0.1/\(listener.port) && echo connected"
        let (output, succeeded) = try await shell(open)
        #expect(output == "" && !succeeded, "the sandbox has a loopback interface of its own")
        let interfaces = try await shell("ls /sys/class/net /proc/net 2>/dev/null; true")
        #expect(interfaces.0 == "")
        let outside = Process()
        outside.executableURL = URL(filePath: "/usr/bin/bash")
        outside.arguments = ["-c", open]
        outside.standardOutput = FileHandle.nullDevice
        try outside.run()
        outside.waitUntilExit()
        #expect(outside.terminationStatus == 0, "outside of the sandbox, the same command connects")
    }

    @Test func thereAreNoFilesButTheSystems() async throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try Data("secret".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let (output, _) = try await shell(
            "ls -d /etc/passwd /etc/shadow /root /home /proc/1 /run /var/spool \(secret.path); ls /; ls -A /tmp")
        #expect(
            Set(output.split(separator: "\n")).subtracting(["bin", "dev", "etc", "lib", "lib64", "tmp", "usr", "var"])
                == [])
    }

    @Test func nothingCanBeWrittenButTheTemporaryFolder() async throws {
        let (output, _) = try await shell(
            """
            for d in / /usr /usr/bin /etc /etc/fonts /dev /dev/shm /var /var/cache /var/cache/fontconfig /tmp
            do touch $d/x 2>/dev/null && echo $d; done
            """
        )
        #expect(output == "/tmp\n", "what is written there is in memory, has its limit, and ends with the run")
    }

    @Test("What reads a file gets its input as one that it can't write, however large its output is")
    func inputAsFile() async throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let needs = SandboxNeeds(readsFile: true, writesMuch: true)
        let sandbox = try TestRendering.sandbox()
        var output: [UInt8] = []
        let result = try await sandbox.run(
            ["/usr/bin/dd", "if=\(Sandbox.document)", "bs=100000", "status=none"], input: input, end: sandbox.end,
            needs: needs
        ) { piece in
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        #expect(result.succeeded && output == input)
        var said: [UInt8] = []
        let written = try await sandbox.run(
            ["/usr/bin/bash", "-c", "echo x > \(Sandbox.document) || echo refused"], input: input, end: sandbox.end,
            needs: needs
        ) { piece in
            piece.withUnsafeBytes { said.append(contentsOf: $0) }
        }
        #expect(written.succeeded && String(decoding: said, as: UTF8.self) == "refused\n")
    }

    @Test("What several runs read, each reads from its beginning, and none can change")
    func inputOfSeveralRuns() async throws {
        let sandbox = try TestRendering.sandbox()
        let input = try Sandbox.file(Array("document\n".utf8))
        var output: [UInt8] = []
        for _ in 0..<2 {
            _ = try await sandbox.run(
                ["/usr/bin/bash", "-c", "(echo x >> /proc/self/fd/0) 2>/dev/null || cat"], input: input,
                end: sandbox.end, needs: SandboxNeeds(processes: 16, processTable: true)
            ) { piece in
                piece.withUnsafeBytes { output.append(contentsOf: $0) }
            }
        }
        #expect(String(decoding: output, as: UTF8.self) == "document\ndocument\n")
    }

    @Test func whatWritesMuchLoadsItsBufferWithoutComplaint() async throws {
        let sandbox = try TestRendering.sandbox()
        var output: [UInt8] = []
        let result = try await sandbox.run(
            ["/usr/bin/env"], input: [], end: sandbox.end, needs: SandboxNeeds(writesMuch: true)
        ) { piece in
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        let names = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(result.succeeded && names.contains { $0.hasPrefix("LD_PRELOAD=/") })
        #expect(result.complaint == "", "the loader says what it can't load, and goes on")
    }

    @Test func theTemporaryFolderIsNewEachTime() async throws {
        let first = try await shell("echo 1 > /tmp/mark; cat /tmp/mark")
        #expect(first.0 == "1\n")
        #expect(try await shell("cat /tmp/mark").1 == false)
    }

    @Test func itsUserIsNobodyAndCanBecomeNobodyElse() async throws {
        #expect(try await shell("id -u; id -g").0 == "65534\n65534\n")
        #expect(try await shell("unshare -Ur id -u").1 == false)
        #expect(try await shell("env | sort").0.contains("FAXPOST") == false)
    }

    @Test func environmentOfTheWorkerIsNotPassedOn() async throws {
        let names = try await shell("env").0.split(separator: "\n").compactMap { $0.split(separator: "=").first }
        #expect(Set(names).isSubset(of: ["PATH", "HOME", "LANG", "TZ", "PWD", "SHLVL", "_"]))
    }

    // MARK: System calls

    private func python(_ program: String) async throws -> String {
        let sandbox = try TestRendering.sandbox()
        var output: [UInt8] = []
        _ = try await sandbox.run(["/usr/bin/python3", "-I", "-c", program], input: [], end: sandbox.end) { piece in
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        return String(decoding: output, as: UTF8.self)
    }

    @Test("A converter that needs no other process can start none; threads it can")
    func processes() async throws {
        let fork = "import os\ntry:\n  os.fork(); print('forked')\nexcept OSError as error: print(error.errno)"
        #expect(try await python(fork) == "1\n")
        let thread = "import threading\nt = threading.Thread(target=print, args=('ran',)); t.start(); t.join()"
        #expect(try await python(thread) == "ran\n")
        #expect(try await shell("(echo forked)").0 == "forked\n", "where it is allowed, it is possible")
    }

    @Test(arguments: [
        ("socket.socket(socket.AF_INET)", 97), ("socket.socket(socket.AF_INET6)", 97), ("socket.socket(16, 3)", 97),
        ("call(libc.ptrace(0, 0, 0, 0))", 1), ("call(libc.unshare(0x10000000))", 1),
        ("call(libc.syscall(425, 1, 0))", 1),
        ("call(libc.keyctl(0, -3, 0))", 1),
    ])
    func whatConvertersHaveNoUseForIsRefused(call: String, error: Int) async throws {
        let program = """
            import ctypes, socket
            libc = ctypes.CDLL("libkeyutils.so.1", use_errno=True) if "keyctl" in \"\(call)\" else ctypes.CDLL(None, use_errno=True)
            def call(result):
                if result < 0: raise OSError(ctypes.get_errno(), "refused")
            try:
                \(call); print("possible")
            except OSError as error: print(error.errno)
            """
        #expect(try await python(program) == "\(error)\n")
    }

    @Test(
        "Where processes are allowed, namespaces are not",
        arguments: [0x1000_0000, 0x0002_0000, 0x4000_0000, 0x0400_0000])
    func cloneMakesNoNamespaces(flag: Int) async throws {
        let program = """
            import ctypes, platform
            libc = ctypes.CDLL(None, use_errno=True)
            number = {"x86_64": 56, "aarch64": 220}[platform.machine()]
            print(libc.syscall(number, \(flag) | 17, 0, 0, 0, 0), ctypes.get_errno())
            """
        let (output, _) = try await shell("/usr/bin/python3 -I -c '\(program)'")
        #expect(output == "-1 1\n", "EPERM, whatever the kernel would say")
    }

    @Test func whatComesAfterTheDeadlineDoesNotRun() async throws {
        var sandbox = try TestRendering.sandbox()
        try sandbox.checkTime()
        sandbox.deadline = MailDeadline(.now)
        #expect(throws: ConversionError.self) { try sandbox.checkTime() }
        #expect(sandbox.end <= .now)
        var output = 0
        await #expect(throws: ConversionError.self) {
            try await sandbox.run(["/usr/bin/bash", "-c", "echo ran"], input: []) { output += $0.byteCount }
        }
        #expect(output == 0)
    }

    @Test func diskIsLimited() async throws {
        let (output, _) = try await shell(
            "for i in 1 2 3 4 5 6 7 8; do head -c 900000 /dev/zero > /tmp/$i || break; echo $i; done",
            settings: "sandbox: {disk: 2MiB}")
        #expect(output.split(separator: "\n").count <= 2)
        #expect(try await shell("head -c 3000000 /dev/zero > /tmp/x", settings: "sandbox: {disk: 2MiB}").1 == false)
    }

    @Test func memoryIsLimited() async throws {
        let script = "x=$(head -c 400000000 /dev/zero | tr '\\0' x); echo ${#x}"
        #expect(try await shell(script, settings: "sandbox: {memory: 128MiB}").0.contains("400000000") == false)
    }

    @Test func timeIsLimited() async throws {
        for script in ["sleep 1000", "while :; do :; done", "while :; do echo x; done", "sleep 1000 & sleep 1000"] {
            let error = await #expect(throws: ConversionError.self) {
                try await shell(script, settings: "sandbox: {time: 1s}")
            }
            #expect(error?.reason.contains("longer than 1 second") == true)
        }
    }

    @Test func outputThatIsRefusedEndsTheRun() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await TestRendering.sandbox().run(["/usr/bin/bash", "-c", "while :; do echo x; done"], input: []) { _ in
                throw Enough()
            }
        }
    }

    @Test func cancellationEndsTheRun() async throws {
        let sandbox = try TestRendering.sandbox()
        let task = Task {
            try await sandbox.run(["/usr/bin/sleep", "1000"], input: []) { _ in }
        }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }

    @Test(arguments: [
        "sandbox: {bubblewrap: /nonexistent/bwrap}", "sandbox: {prlimit: /nonexistent/prlimit}",
        "sandbox: {bubblewrap: /usr/bin/false}",
    ])
    func withoutSandboxNothingRuns(settings: String) async throws {
        let sandbox = try TestRendering.sandbox(settings)
        await #expect(throws: SandboxUnavailable.self) { try await sandbox.check() }
    }
}

/// A TCP socket that listens on a free port of 127.0.0.1.
final class LoopbackListener {
    private let socket: Int32
    let port: UInt16

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [socket] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard bound else { throw CocoaError(.fileReadUnknown) }
    }

    deinit {
        close(socket)
    }
}
