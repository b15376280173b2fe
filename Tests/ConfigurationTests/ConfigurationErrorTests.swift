import Configuration
import Foundation
import Testing

/// Whoever made a mistake is told file, line, key and what is expected.
@Suite struct ConfigurationErrorTests {
    private func mistake(_ text: String) -> String? {
        #expect(throws: ConfigurationError.self) { try Configuration(text: text, file: "faxpost.yaml") }?.description
    }

    @Test(
        "A bad value is quoted with what is expected",
        arguments: [
            ("lease: soon", "spool.lease: 'soon' is not a duration such as 500ms, 30s, 5m, 2h or 1d, up to 36500d"),
            ("lease: 999ms", "spool.lease: must be 1s or more"),
            ("maximum-depth: many", "spool.maximum-depth: 'many' is not a whole number"),
            ("maximum-depth: 0", "spool.maximum-depth: 0 is not between 1 and 100000000"),
            ("maximum-losses: 1001", "spool.maximum-losses: 1001 is not between 1 and 1000"),
            (
                "minimum-free-disk: 1TB",
                "spool.minimum-free-disk: '1TB' is not a size such as 65536, 256KiB, 64MiB or 2GiB"
            ),
            (
                "endpoint: /run/faxpost/spool",
                "spool.endpoint: '/run/faxpost/spool' is not an endpoint such as ipc:///run/faxpost/spool or tcp://10.0.0.1:5570"
            ),
            (
                "events: faxpost",
                "spool.events: 'faxpost' is not an endpoint such as ipc:///run/faxpost/events or tcp://10.0.0.1:5570"
            ),
            ("endpoint: [a]", "spool.endpoint: is not text"), ("directory: {a: b}", "spool.directory: is not text"),
        ])
    func badValues(line: String, message: String) {
        #expect(mistake("# The spool.\nspool:\n  \(line)\n") == "faxpost.yaml:3: \(message)")
    }

    @Test(
        "Bounds of the other sections",
        arguments: [
            ("log: {level: loud}", "log.level: 'loud' is not one of trace, debug, info,"),
            ("fields: {mistakes: ignore}", "fields.mistakes: 'ignore' is not one of refuse, warn"),
            ("fields: {list-addresses: [a b]}", "fields.list-addresses: 'a b' is not what stands before the @"),
            ("fields: {names: {X-A: X-Fax-B}}", "fields.names: 'X-Fax-B' is no field; fields are X-Fax-Number, "),
            ("fields: {names: {X-Fax-Dials: X-Fax-Tries}}", "fields.names: 'X-Fax-Dials' can't be the name of a field"),
            ("fields: {names: [X-A]}", "fields.names: is not a section of 'key: value' lines"),
            ("fields: {names: {X-A: [X-Fax-Dials]}}", "fields.names.X-A: is not text"),
            ("fields: {values: {X-A: {a: b}}}", "fields.values: 'X-A' is none of fields.names"),
            ("enrich: {concurrency: 1001}", "enrich.concurrency: 1001 is not between 1 and 1000"),
            ("render: {paper: A4}", "render.paper: 'A4' is not one of a4, letter"),
            ("render: {text-size: 5}", "render.text-size: 5 is not between 6 and 24"),
            ("render: {text-size: 25}", "render.text-size: 25 is not between 6 and 24"),
            ("render: {maximum-pages: 0}", "render.maximum-pages: 0 is not between 1 and 10000"),
            ("render: {concurrency: 65}", "render.concurrency: 65 is not between 1 and 64"),
            ("render: {pdfinfo: pdfinfo}", "render.pdfinfo: 'pdfinfo' is no absolute path"),
            ("render: {mutool: mutool}", "render.mutool: 'mutool' is no absolute path"),
            ("render: {sandbox: {bubblewrap: bwrap}}", "render.sandbox.bubblewrap: 'bwrap' is no absolute path"),
            ("render: {sandbox: {time: 999ms}}", "render.sandbox.time: must be 1s or more"),
            (
                "render: {sandbox: {time: 10s, mail-time: 9s}}",
                "render.sandbox.mail-time: must not be less than time"
            ),
            ("render: {shared-cache: {folder: a}}", "render.shared-cache.folder: 'a' is no absolute path"),
            (
                "render: {shared-cache: {size: 2MiB}}",
                "render.shared-cache.folder: is missing; expected an absolute path, such as /var/cache/faxpost/pages"
            ),
            (
                "render: {shared-cache: {folder: /a, size: 1023KiB}}",
                "render.shared-cache.size: must be 1MiB or more"
            ),
            ("render: {shared-cache: {folder: /a, keep: 59s}}", "render.shared-cache.keep: must be 1m or more"),
            ("render: {sandbox: {memory: 127MiB}}", "render.sandbox.memory: must be 128MiB or more"),
            ("render: {sandbox: {disk: 1023KiB}}", "render.sandbox.disk: must be 1MiB or more"),
            ("faxout: {retry: {dials: 1001}}", "faxout.retry.dials: 1001 is not between 1 and 1000"),
            ("faxout: {retry: {tries: 101}}", "faxout.retry.tries: 101 is not between 1 and 100"),
            ("faxout: {retry: {jitter: 51}}", "faxout.retry.jitter: 51 is not between 0 and 50"),
            ("faxout: {retry: {jitter: -1}}", "faxout.retry.jitter: -1 is not between 0 and 50"),
            ("faxout: {retry: {calls: 6}}", "faxout.retry.calls: unknown key"),
            ("ingest: {duplicate-window: never}", "ingest.duplicate-window: 'never' is not a duration"),
            ("spool: {expire-after: 0s}", "spool.expire-after: must be longer than nothing"),
            ("spool: {ageing: {bulk: 59m}}", "spool.ageing.bulk: is less than that of normal faxes"),
            ("spool: {ageing: {urgent: 1m}}", "spool.ageing.urgent: unknown key; known here: bulk, normal"),
            ("spool: {calls-per-sender: 0}", "spool.calls-per-sender: 0 is not between 1 and 10000"),
            ("spool: {wrong-numbers: {calls: 0}}", "spool.wrong-numbers.calls: 0 is not between 1 and 1000"),
            ("spool: {wrong-numbers: {within: 0s}}", "spool.wrong-numbers.within: must be longer than nothing"),
            ("spool: {wrong-numbers: {bar: 0s}}", "spool.wrong-numbers.bar: must be longer than nothing"),
            ("spool: {keep-rates: 0s}", "spool.keep-rates: must be longer than nothing"),
            ("spool: {keep-documents: 0s}", "spool.keep-documents: must be longer than nothing"),
            ("spool: {keep-history: 29d}", "spool.keep-history: is less than keep-documents"),
            ("line-groups: [{calls: 1}]", "line-groups[1].name: is missing; expected text"),
            ("line-groups: [{name: a}, {name: a}]", "line-groups[2].name: 'a' stands twice"),
            ("line-groups: [{name: a, calls: 0}]", "line-groups[1].calls: 0 is not between 1 and 10000"),
            (
                "line-groups: [{name: a, time-zone: Berlin}]",
                "line-groups[1].time-zone: 'Berlin' is no time zone; expected a name such as Europe/Berlin"
            ),
            (
                "line-groups: [{name: a, windows: [{}, {days: [monday]}]}]",
                "line-groups[1].windows[2].days: 'monday' is not one of mon, tue, wed, thu, fri, sat, sun"
            ),
            ("line-groups: [{name: a, windows: [{days: []}]}]", "line-groups[1].windows[1].days: names no day"),
            (
                "line-groups: [{name: a, windows: [{from: '25:00'}]}]",
                "line-groups[1].windows[1].from: '25:00' is not a time of day from 00:00 to 24:00"
            ),
            (
                "line-groups: [{name: a, windows: [{priorities: []}]}]",
                "line-groups[1].windows[1].priorities: names no priority"
            ),
            (
                "line-groups: [{name: a, windows: [{priorities: [soon]}]}]",
                "line-groups[1].windows[1].priorities: 'soon' is not one of urgent, normal, bulk"
            ),
            ("faxout: {retry: {busy: [1m, x]}}", "faxout.retry.busy: 'x' is not a duration"),
            ("faxout: {lines: line-1}", "faxout.lines: is not a list of sections"),
            ("faxout: {lines: [{name: a}]}", "faxout.lines[1].device: is missing; expected text"),
            (
                "faxout: {lines: [{name: a, device: b}, {name: c, device: d, error-correction: 1}]}",
                "faxout.lines[2].error-correction: '1' is not yes or no"
            ),
            (
                "faxout: {lines: [{name: a, device: b, answer: {polling: [{document: f, address: '1a'}]}}]}",
                "faxout.lines[1].answer.polling[1].address: '1a' is not 1 to 20 digits, *, #, + and spaces"
            ),
            (
                "faxout: {lines: [{name: a, device: b, answer: {polling: [{document: f}, {document: g}]}}]}",
                "faxout.lines[1].answer.polling[2].address: another document has none"
            ),
            (
                "faxout: {lines: [{name: a, device: b, answer: {tones: {}}}]}",
                "faxout.lines[1].answer.tones.digits: is missing; expected"
            ),
            ("deliver: {smarthost: mail}", "deliver.smarthost: 'mail' is not a host and port such as mail.example"),
            ("deliver: {from: fax}", "deliver.from: 'fax' is not a mail address"),
            ("deliver: {first-retry: 0s}", "deliver.first-retry: must be longer than nothing"),
            ("deliver: {longest-retry: 29s}", "deliver.longest-retry: is shorter than first-retry"),
            ("deliver: {notify-per: day}", "deliver.notify-per: 'day' is not one of fax, mail"),
            ("answers: {domain: fax.example}", "answers.domain: 'fax.example' is not in ingest.domains"),
            ("{ingest: {domains: a.example}, answers: {domain: a.example}}", "answers.key-file: is missing; expected"),
            ("archive: [{direction: sent}]", "archive[1].to: is missing; expected a mail address"),
            ("archive: [{to: a@b.example, results: [done]}]", "archive[1].results: 'done' is not one of sent, failed"),
            (
                "archive: [{to: a@b.example, direction: received, senders: [b.example]}]",
                "archive[1].senders: is for faxes that are sent"
            ),
            ("deliver: {concurrency: 0}", "deliver.concurrency: 0 is not between 1 and 1000"),
        ])
    func bounds(text: String, message: String) {
        let description = mistake(text)
        #expect(description?.hasPrefix("faxpost.yaml:1: \(message)") == true, "\(description ?? "")")
    }

    @Test func anUnknownKeyIsToldWithThoseThatAreKnown() {
        #expect(
            mistake("spool:\n  lease: 30s\n  leese: 30s\n")
                == "faxpost.yaml:3: spool.leese: unknown key; known here: ageing, calls-per-sender, directory, endpoint, "
                + "events, expire-after, faxes-per-call, keep-documents, keep-history, keep-rates, keys, lease, maximum-depth, "
                + "maximum-losses, minimum-free-disk, wrong-numbers")
        #expect(
            mistake("\nspol:\n  lease: 30s\n")?.hasPrefix("faxpost.yaml:2: spol: unknown key; known here: ") == true)
    }

    @Test(
        "A key that stands twice is told",
        arguments: [
            ("spool:\n  lease: 1s\n  lease: 2s\n", "faxpost.yaml:2: lease: stands twice"),
            ("log: {level: info}\nspool: {lease: 1s}\nlog: {level: debug}\n", "faxpost.yaml:1: log: stands twice"),
        ])
    func duplicates(text: String, message: String) {
        #expect(mistake(text)?.hasPrefix(message) == true, "\(mistake(text) ?? "")")
    }

    @Test(
        "What is no section is told",
        arguments: [
            ("- a\n- b\n", "faxpost.yaml:1: is not a section of 'key: value' lines"),
            ("word\n", "faxpost.yaml:1: is not a section of 'key: value' lines"),
            ("spool: 5\n", "faxpost.yaml:1: spool: is not a section of 'key: value' lines"),
            ("spool:\n  - lease: 1s\n", "faxpost.yaml:2: spool: is not a section of 'key: value' lines"),
            ("faxout: {lines: [a]}\n", "faxpost.yaml:1: faxout.lines[1]: is not a section of 'key: value' lines"),
            ("spool:\n  [a]: b\n", "faxpost.yaml:2: spool: a key must be a word"),
        ])
    func noSections(text: String, message: String) {
        #expect(mistake(text) == message)
    }

    @Test(
        "What is no YAML is told in one line with its place",
        arguments: [
            ("spool:\n  lease: [1s\n", 3), ("spool:\n\tlease: 1s\n", 2), ("spool: {\n", 2), ("a: 'b\n\n", 3),
            ("spool:\n lease: 1s\n  endpoint: x\n", 3), ("log: *nowhere\n", 1), ("log:\n  level: \u{1}\n", 2),
            ("log: a\n---\nlog: b\n", 2),
        ])
    func noYAML(text: String, line: Int) throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try Configuration(text: text, file: "faxpost.yaml") })
        #expect(error.line == line, "\(error)")
        #expect(error.message.hasPrefix("is no valid YAML: ") && !error.message.contains("\n"), "\(error)")
    }

    @Test func aListMayStandAlone() throws {
        #expect(try Configuration(text: "ingest: {domains: Fax.Example}", file: "f").ingest.domains == ["fax.example"])
        let lines = "faxout: {lines: [{name: a, device: b, initialisation: [ATZ, AT&F]}]}"
        #expect(try Configuration(text: lines, file: "f").faxout.lines.map(\.initialisation) == [["ATZ", "AT&F"]])
    }

    @Test func theErrorReadsWithoutWhatItDoesNotKnow() {
        #expect(ConfigurationError(file: "f", message: "is gone").description == "f: is gone")
        #expect(ConfigurationError(file: "f", key: "a.b", message: "is bad").description == "f: a.b: is bad")
        #expect(ConfigurationError(file: "f", line: 7, key: "a", message: "is bad").description == "f:7: a: is bad")
    }
}
