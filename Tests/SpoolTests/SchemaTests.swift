import FaxModel
import Foundation
import GRDB
import Pipeline
import TestSupport
import Testing

@testable import spool

@Suite("The tables on disk")
struct SchemaTests {
    /// What version 1 made, word for word: a store of it must be read for good.
    private static let version1 = """
        CREATE TABLE task (
            id INTEGER PRIMARY KEY, stage INTEGER NOT NULL, lane TEXT NOT NULL, state INTEGER NOT NULL,
            rank INTEGER NOT NULL, turn INTEGER NOT NULL, due INTEGER NOT NULL, flow INTEGER NOT NULL,
            destination TEXT, gate TEXT, expires INTEGER, expires_given INTEGER NOT NULL, submitted INTEGER NOT NULL,
            order_id INTEGER NOT NULL, job INTEGER, retries INTEGER NOT NULL, troubles INTEGER NOT NULL,
            losses INTEGER NOT NULL, token INTEGER, worker BLOB, reason TEXT, ending BLOB, payload BLOB NOT NULL, checkpoint BLOB NOT NULL DEFAULT x''
        );
        CREATE INDEX task_by_turn ON task (stage, lane, state, rank, turn);
        CREATE INDEX task_by_age ON task (stage, lane, rank, due) WHERE state = 0;
        CREATE INDEX task_by_order ON task (order_id);
        CREATE INDEX task_by_due ON task (due) WHERE state = 4;
        CREATE INDEX task_by_destination ON task (destination, stage, lane, rank, turn)
            WHERE destination IS NOT NULL AND state IN (0, 5);
        CREATE INDEX task_by_gate ON task (gate, stage, lane, rank, turn) WHERE gate IS NOT NULL;
        CREATE INDEX task_by_expiry ON task (expires)
            WHERE expires IS NOT NULL AND (state = 0 OR state = 4 OR state = 5);
        CREATE TABLE task_number (last INTEGER NOT NULL);
        INSERT INTO task_number VALUES (0);
        CREATE TABLE document (
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, created INTEGER NOT NULL,
            bytes BLOB
        );
        CREATE TABLE job (
            order_id INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '',
            recipient TEXT, fax_number TEXT, subject TEXT, reference TEXT, pages INTEGER,
            confirmed_pages INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, result TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, ended INTEGER, PRIMARY KEY (order_id, number)
        ) WITHOUT ROWID;
        CREATE INDEX job_open ON job (order_id) WHERE state NOT IN ('sent', 'failed', 'cancelled', 'received');
        CREATE INDEX job_ended ON job (state, order_id DESC, number)
            WHERE state IN ('sent', 'failed', 'cancelled', 'received');
        CREATE TABLE fax_order (
            id INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL, duplicate_key INTEGER, created INTEGER NOT NULL
        );
        CREATE INDEX fax_order_by_key ON fax_order (duplicate_key) WHERE duplicate_key IS NOT NULL;
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
            stage INTEGER, text TEXT NOT NULL
        );
        CREATE INDEX journal_by_job ON journal (order_id, job);
        CREATE TABLE attempt (
            order_id INTEGER NOT NULL, job INTEGER NOT NULL, number INTEGER NOT NULL, record BLOB NOT NULL,
            PRIMARY KEY (order_id, job, number)
        ) WITHOUT ROWID;
        CREATE TABLE call (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
        CREATE TABLE job_document (
            order_id INTEGER NOT NULL, job INTEGER NOT NULL, role TEXT NOT NULL, digest BLOB NOT NULL,
            size INTEGER NOT NULL, media_type TEXT NOT NULL, PRIMARY KEY (order_id, job, role)
        ) WITHOUT ROWID;
        CREATE INDEX job_document_by_digest ON job_document (digest);
        CREATE TABLE job_control (
            order_id INTEGER NOT NULL, job INTEGER NOT NULL, control BLOB NOT NULL, PRIMARY KEY (order_id, job)
        ) WITHOUT ROWID;
        CREATE TABLE pause (
            stage INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (stage, name)
        ) WITHOUT ROWID;
        CREATE TABLE number (
            digits TEXT PRIMARY KEY, rests_until INTEGER, wrong_answers INTEGER NOT NULL, wrong_since INTEGER,
            barred_until INTEGER, reason TEXT, rate INTEGER, rate_until INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1');
        """

    /// A delayed, a leased, a failed and a corrupt task, and a job with all that belongs to it.
    private static let contents = """
        INSERT INTO task (stage, lane, state, rank, turn, due, flow, destination, expires, expires_given, submitted,
                order_id, job, retries, troubles, losses, reason, payload) VALUES
            (3, 'abroad', 4, 2, 0, 1800000060000, -1, '+4930', 1800000090000, 1, 1800000000000, 1, 1, 1, 0, 0, 'busy',
                x'7B7D'),
            (1, 'default', 2, 1, 0, 1800000000000, 1, NULL, NULL, 0, 1800000000000, 1, NULL, 0, 0, 0, 'no sender', x''),
            (2, 'default', 3, 0, 0, 1800000000000, 1, NULL, NULL, 0, 1800000000000, 1, NULL, 0, 0, 0, 'no JSON', x'');
        INSERT INTO task (stage, lane, state, rank, turn, due, flow, expires_given, submitted, order_id, job, retries,
                troubles, losses, token, worker, ending, payload, checkpoint) VALUES
            (4, 'default', 1, 1, 5, 1800000000000, 1, 0, 1800000000000, 1, 1, 0, 0, 0, -1, x'61', CAST(
                '{"stage":"faxout","cause":"expired","failure":{"status":"5.4.7","sentence":"Too late."}}' AS BLOB),
                x'7B7D', x'31');
        INSERT INTO task (stage, lane, state, rank, turn, due, flow, gate, expires, expires_given, submitted, order_id,
                job, retries, troubles, losses, payload) VALUES
            (3, 'default', 5, 1, 7, 1800000000000, 1, '=+4930', 1800000070000, 0, 1800000000000, 2, 1, 0, 0, 0, x'');
        INSERT INTO job_control VALUES (1, 1, CAST('{"isHeld":true,"priority":"bulk"}' AS BLOB));
        INSERT INTO pause VALUES (0, 'line-1'), (3, ''), (3, 'abroad');
        INSERT INTO number VALUES ('+4930', 1800000010000, 1, 1800000000000, NULL, 'no fax', 9600, 1800000020000);
        INSERT INTO document (digest, size, created, bytes) VALUES
            (x'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD', 3, 1800000000000, x'616263');
        INSERT INTO fax_order VALUES (1, 5, -1, 1800000000000), (-1, -1, NULL, 1800000000000);
        UPDATE task_number SET last = 1000;
        INSERT INTO job VALUES
            (1, 1, 'waiting', 'ann@example.com', 'Bob', '+4930999', 'Hello', 'R 1', 3, 1, 2, 'busy', 1800000000000,
                1800000005000, NULL);
        INSERT INTO journal (order_id, job, time, stage, text) VALUES
            (1, 1, 1800000000000, NULL, 'accepted'), (1, 1, 1800000001500, 3, 'dialled');
        INSERT INTO attempt VALUES (1, 1, 1, CAST(
            '{"number":1,"call":"0000000000001","began":821692800,"line":"line1","dialled":"0049","confirmedPages":1}' AS BLOB));
        INSERT INTO job_document VALUES (1, 1, 'mail',
            x'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD', 3, 'message/rfc822');
        """

    private func columns(_ file: URL) throws -> [String: [String]] {
        try DatabaseQueue(path: file.path).read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            var columns: [String: [String]] = [:]
            for table in tables {
                columns[table] = try Row.fetchAll(database, sql: "PRAGMA table_info(\(table))").map { row in
                    let name: String = row["name"]
                    let type: String = row["type"]
                    return "\(name) \(type) \(row["notnull"] as Int) \(row["pk"] as Int)"
                }
            }
            let indexes = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
            for index in indexes {
                columns[index] = try Row.fetchAll(database, sql: "PRAGMA index_info(\(index))").map { $0["name"] }
            }
            return columns
        }
    }

    private func oldStore(in folder: TemporaryFolder, _ sql: String) throws {
        try DatabaseQueue(path: folder.url.appending(path: "spool.sqlite").path).writeWithoutTransaction {
            try $0.execute(sql: sql)
        }
    }

    @Test func aNewStoreHasTheTablesOfAnOldOneThatWasOpened() throws {
        let (old, new) = (try TemporaryFolder(), try TemporaryFolder())
        try oldStore(in: old, Self.version1)
        _ = try SQLiteStore(directory: old.url)
        _ = try SQLiteStore(directory: new.url)
        let made = try columns(new.url.appending(path: "spool.sqlite"))
        #expect(made.count == 32)
        #expect(try columns(old.url.appending(path: "spool.sqlite")) == made)
    }

    @Test("What is read of every task stands before its payload, which may take many pages of the file")
    func payloadIsLast() throws {
        let folder = try TemporaryFolder()
        _ = try SQLiteStore(directory: folder.url)
        let names = try #require(try columns(folder.url.appending(path: "spool.sqlite"))["task"]).map {
            String($0.prefix { $0 != " " })
        }
        #expect(names.suffix(2) == ["payload", "checkpoint"])
        #expect(Set(names.dropLast(2)).isSuperset(of: ["route", "ending", "token", "worker"]))
    }

    @Test func aStoreOfVersion1IsRead() throws {
        let folder = try TemporaryFolder()
        try oldStore(in: folder, Self.version1 + Self.contents)
        let store = try SQLiteStore(directory: folder.url)
        let digest = NewDocument(Array("abc".utf8)).digest
        try store.commit { transaction in
            #expect(try transaction.fingerprint(of: OrderID(rawValue: 1)) == 5)
            #expect(try transaction.fingerprint(of: OrderID(rawValue: .max)) == .max)
            #expect(try transaction.read(digest, offset: 0, count: 3)?.bytes == Array("abc".utf8))
            let lease = try #require(try transaction.leases().first)
            #expect(lease.worker == .named("a"))
            #expect(lease.reference == LeaseReference(task: TaskID(rawValue: 4), token: LeaseToken(rawValue: .max)))
            #expect(
                lease.record.ending
                    == Ending(
                        stage: .faxout, cause: .expired, failure: Failure(EnhancedStatusCode(5, 4, 7), "Too late.")))
            let number = try #require(FaxNumber("+4930"))
            let delayed = try #require(try transaction.due(by: .after(60), limit: 9).first).record
            #expect(delayed.destination == number)
            #expect(delayed.limit == TimeLimit(time: .after(90), isGiven: true))
            #expect(delayed.flow == Flow(rawValue: .max))
            let blocked = try transaction.first(behind: .number(number), in: .normal(.faxout))?.record
            #expect(blocked?.turn == 7)
            #expect(blocked?.limit == TimeLimit(time: .after(70), isGiven: false))
            #expect(try transaction.controls() == [.sample: JobControl(isHeld: true, priority: .bulk)])
            #expect(
                try transaction.pauses() == [
                    .line("line-1"), .stage(.faxout), .lane(.faxout, Lane(rawValue: "abroad")),
                ])
            #expect(
                try transaction.numbers() == [
                    number: NumberTable.Record(
                        restsUntil: .after(10), wrongAnswers: 1, wrongSince: .after(0), reason: "no fax",
                        rate: 9600, rateUntil: .after(20))
                ])
            #expect(try transaction.order(duplicateKey: .max, since: .after(0)) == .sample)
            let history = try #require(try transaction.history(of: .sample))
            #expect(history.tasks.map(\.stage) == [.faxout, .enrich, .render, .deliver])
            #expect(history.tasks.map(\.state) == ["delayed", "failed", "corrupt", "leased"])
            #expect(history.tasks.map(\.reason) == ["busy", "no sender", "no JSON", nil])
            #expect(history.job.state == .waiting)
            #expect(history.job.number == FaxNumber("+4930999"))
            #expect(history.job.confirmedPages == 1)
            #expect(history.job.updated == .after(5))
            #expect(history.events.map(\.stage) == [nil, .faxout])
            #expect(history.events.map(\.time) == [.after(0), .after(1.5)])
            #expect(history.attempts.map(\.began) == [.after(0)])
            #expect(history.documents["mail"]?.digest == digest)
        }
    }
}
