import Foundation
import TestSupport
import Testing

@Suite("dirsync under supervisor", .timeLimit(.minutes(20))) struct DirsyncTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: uid=jane,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: jane
        cn: Jane
        sn: Doe
        mail: jane@example.com


        """

    @Test("It is started, publishes a copy, is started again when it was killed, and ends in time with exit code 0")
    func supervised() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let sections = """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              timeout: 30m
              copy: {every: 1h, folder: \(server.folder.url.path)}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start(.spool)
            // As deploy/supervisor/faxpost.conf has it, in a folder of its own.
            let settings = try faxpost.folder.write(
                "supervisord.conf",
                """
                [supervisord]
                nodaemon=true
                logfile=/dev/null
                logfile_maxbytes=0
                pidfile=\(faxpost.folder.path("supervisord.pid"))
                [program:dirsync]
                command=\(Faxpost.binaries.appending(path: "dirsync").path) --config \(faxpost.folder.path("faxpost.yaml"))
                autorestart=true
                startsecs=1
                stopsignal=TERM
                stopwaitsecs=10
                stdout_logfile=NONE
                stderr_logfile=\(faxpost.folder.path("dirsync.log"))

                """)
            let supervisor = try ChildProcess("/usr/bin/supervisord", ["-c", settings])
            try await supervisor.says("entered RUNNING state")
            try await eventually("a copy is published") {
                try await faxpost.faxctl("directory", "status").contains("The copy is of")
            }
            try await server.modify("dn: uid=jane,dc=example,dc=org\nchangetype: modify\nreplace: cn\ncn: Joan\n\n")
            let identifier = try #require(supervisor.output.firstMatch(of: /'dirsync' with pid (\d+)/)?.1)
            kill(try #require(pid_t(identifier)), SIGKILL)
            try await supervisor.says("entered RUNNING state", times: 2)
            try await eventually("the newer copy is published") {
                let said = try await faxpost.faxctl("directory", "lookup", "jane@example.com", codes: [0, 1])
                return said.components(separatedBy: "copy: sender").last?.contains("name: Joan") == true
            }
            // In the middle of a run, too, at a server that says nothing.
            server.suspend()
            defer { server.resume() }
            let newest = try #require(supervisor.output.matches(of: /'dirsync' with pid (\d+)/).last?.1)
            kill(try #require(pid_t(newest)), SIGHUP)
            try await eventually("it has begun") {
                try FileManager.default.contentsOfDirectory(atPath: server.folder.url.path)
                    .contains { $0.hasPrefix("faxpost-directory-\(newest)") }
            }
            supervisor.send(SIGTERM)
            #expect(try await supervisor.ended() == .exited(0))
            #expect(supervisor.output.contains("stopped: dirsync (exit status 0)"), "\(supervisor.output)")
        }
    }
}
