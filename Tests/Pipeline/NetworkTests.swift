import Foundation
import Pipeline
import TestSupport
import Testing

/// A spool on one host, and programs on others: each has a key of its own.
@Suite("Programs of several hosts over TCP", .timeLimit(.minutes(20)))
struct NetworkTests {
    /// The installation's folder holds a configuration for each host: `here` is the spool's, `there` one that it admits, and
    /// `elsewhere` one that it does not.
    private func withHosts(_ body: (Faxpost) async throws -> Void) async throws {
        try await Faxpost.with("") { faxpost in
            var keys: [String: String] = [:]
            for host in ["here", "there", "elsewhere"] {
                keys[host] = try await Self.faxctl("key", "make", faxpost.folder.path("\(host).key"))
                    .trimmingCharacters(in: .newlines)
            }
            let (spool, events) = (try LoopbackPort.reserve(), try LoopbackPort.reserve())
            for (host, whom) in [
                ("here", "admit: ['\(keys["there"]!)']"), ("there", "spool: '\(keys["here"]!)'"),
                ("elsewhere", "spool: '\(keys["here"]!)'"), ("misled", "spool: '\(keys["elsewhere"]!)'"),
            ] {
                try faxpost.folder.write(
                    "\(host).yaml",
                    """
                    spool:
                      endpoint: tcp://127.0.0.1:\(spool)
                      events: tcp://127.0.0.1:\(events)
                      directory: \(faxpost.folder.path("spool"))
                      minimum-free-disk: 1MiB
                      keys:
                        secret-file: \(faxpost.folder.path(host == "misled" ? "there.key" : "\(host).key"))
                        \(whom)
                    dialling: {extension-digits: 10}
                    ingest: {listen: "127.0.0.1:\(faxpost.port)", domains: fax.example}

                    """)
            }
            try await body(faxpost)
        }
    }

    private static func faxctl(_ arguments: String..., codes: Set<Int32> = [0]) async throws -> String {
        try await ChildProcess.run(Faxpost.binaries.appending(path: "faxctl").path, arguments, codes: codes)
    }

    @Test("A mail that is taken on one host is in the spool of another")
    func aMailGoesFromHostToHost() async throws {
        try await withHosts { faxpost in
            try await faxpost.start(.spool, configuration: "here.yaml")
            try await faxpost.start(.ingest, configuration: "there.yaml")
            let job = try await faxpost.send(to: "+492281")[0]
            for host in ["here", "there"] {
                let jobs = try await Self.faxctl("jobs", "--config", faxpost.folder.path("\(host).yaml"))
                #expect(jobs.contains("\(job)"))
            }
        }
    }

    @Test("A host whose key is not admitted is refused, and both ends say so")
    func aStrangerIsRefused() async throws {
        try await withHosts { faxpost in
            let spool = try await faxpost.start(.spool, configuration: "here.yaml")
            let said = try await Self.faxctl("queue", "--config", faxpost.folder.path("elsewhere.yaml"), codes: [69])
            #expect(said.contains("The spool refuses this host's key: it is not among its spool.keys.admit"))
            let key = try await Self.faxctl("key", "show", faxpost.folder.path("elsewhere.key"))
            try await spool.says("A program was not let in")
            #expect(spool.output.contains(key.trimmingCharacters(in: .newlines)))
        }
    }

    @Test("A host that takes another for the spool does not talk to it")
    func aFalseSpoolIsNotTalkedTo() async throws {
        try await withHosts { faxpost in
            try await faxpost.start(.spool, configuration: "here.yaml")
            let said = try await Self.faxctl("queue", "--config", faxpost.folder.path("misled.yaml"), codes: [69])
            #expect(said.contains("its key is another one than spool.keys.spool says"))
        }
    }

    @Test("A key is made once, for its owner and group, and a file that is none is refused at the start")
    func keyFiles() async throws {
        try await withHosts { faxpost in
            let file = faxpost.folder.path("here.key")
            #expect(try await Self.faxctl("key", "make", file, codes: [1]).contains("can't be made"))
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
            #expect(mode.map { $0.intValue & 0o137 } == 0)
            try faxpost.folder.write("here.key", "no key\n")
            #expect(chmod(file, 0o640) == 0)
            let said = try await ChildProcess.run(
                Faxpost.binaries.appending(path: "spool").path, ["--config", faxpost.folder.path("here.yaml")],
                codes: [78])
            #expect(said.contains("spool.keys.secret-file: the file '\(file)' holds no secret key"))
        }
    }
}
