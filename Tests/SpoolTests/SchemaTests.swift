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
            id INTEGER PRIMARY KEY AUTOINCREMENT, stage INTEGER NOT NULL, lane TEXT NOT NULL, state INTEGER NOT NULL,
            rank INTEGER NOT NULL, due INTEGER NOT NULL, submitted INTEGER NOT NULL, order_id INTEGER NOT NULL,
            job INTEGER, retries INTEGER NOT NULL DEFAULT 0, troubles INTEGER NOT NULL DEFAULT 0,
            losses INTEGER NOT NULL DEFAULT 0, token INTEGER, worker BLOB, reason TEXT, payload BLOB NOT NULL, checkpoint BLOB NOT NULL DEFAULT x''
        );
        CREATE INDEX task_by_turn ON task (stage, lane, state, rank, due);
        CREATE INDEX task_by_order ON task (order_id);
        CREATE TABLE document (
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, created INTEGER NOT NULL,
            bytes BLOB
        );
        CREATE TABLE job (
            order_id INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '',
            recipient TEXT, fax_number TEXT, subject TEXT, reference TEXT, pages INTEGER,
            confirmed_pages INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, result TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (order_id, number)
        ) WITHOUT ROWID;
        CREATE TABLE fax_order (id INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL, created INTEGER NOT NULL);
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
            stage INTEGER, text TEXT NOT NULL
        );
        CREATE INDEX journal_by_job ON journal (order_id, job);
        CREATE TABLE attempt (
            order_id INTEGER NOT NULL, job INTEGER NOT NULL, number INTEGER NOT NULL, record BLOB NOT NULL,
            PRIMARY KEY (order_id, job, number)
        ) WITHOUT ROWID;
        CREATE TABLE job_document (
            order_id INTEGER NOT NULL, job INTEGER NOT NULL, role TEXT NOT NULL, digest BLOB NOT NULL,
            size INTEGER NOT NULL, media_type TEXT NOT NULL, PRIMARY KEY (order_id, job, role)
        ) WITHOUT ROWID;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1');
        """

    /// A delayed, a leased, a failed and a corrupt task, and a job with all that belongs to it.
    private static let contents = """
        INSERT INTO task (stage, lane, state, rank, due, submitted, order_id, job, payload) VALUES
            (3, 'abroad', 0, 2, 1800000060000, 1800000000000, 1, 1, x'7B7D');
        INSERT INTO task (stage, lane, state, rank, due, submitted, order_id, job, token, worker, payload, checkpoint)
            VALUES (4, 'default', 1, 1, 1800000000000, 1800000000000, 1, 1, -1, x'61', x'7B7D', x'31');
        INSERT INTO task (stage, lane, state, rank, due, submitted, order_id, reason, payload) VALUES
            (1, 'default', 2, 1, 1800000000000, 1800000000000, 1, 'no sender', x''),
            (2, 'default', 3, 0, 1800000000000, 1800000000000, 1, 'no JSON', x'');
        INSERT INTO document (digest, size, created, bytes) VALUES
            (x'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD', 3, 1800000000000, x'616263');
        INSERT INTO fax_order VALUES (1, 5, 1800000000000), (-1, -1, 1800000000000);
        INSERT INTO job VALUES
            (1, 1, 'waiting', 'ann@example.com', 'Bob', '+4930999', 'Hello', 'R 1', 3, 1, 2, 'busy', 1800000000000,
                1800000005000);
        INSERT INTO journal (order_id, job, time, stage, text) VALUES
            (1, 1, 1800000000000, NULL, 'accepted'), (1, 1, 1800000001500, 3, 'dialled');
        INSERT INTO attempt VALUES (1, 1, 1, CAST(
            '{"number":1,"began":821692800,"line":"line1","dialled":"0049","confirmedPages":1}' AS BLOB));
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
        #expect(made.count == 11)
        #expect(try columns(old.url.appending(path: "spool.sqlite")) == made)
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
            #expect(
                try transaction.leases() == [
                    StoredLease(
                        reference: LeaseReference(task: TaskID(rawValue: 2), token: LeaseToken(rawValue: .max)),
                        worker: .named("a"), stage: .deliver, lane: .default)
                ])
            let history = try #require(try transaction.history(of: .sample, now: .after(0)))
            #expect(history.tasks.map(\.stage) == [.faxout, .deliver, .enrich, .render])
            #expect(history.tasks.map(\.state) == ["delayed", "leased", "failed", "corrupt"])
            #expect(history.tasks.map(\.reason) == [nil, nil, "no sender", "no JSON"])
            #expect(history.job.state == .waiting)
            #expect(history.job.number == FaxNumber("+4930999"))
            #expect(history.job.confirmedPages == 1)
            #expect(history.job.updated == .after(5))
            #expect(history.events.map(\.stage) == [nil, .faxout])
            #expect(history.events.map(\.time) == [.after(0), .after(1.5)])
            #expect(history.attempts.map(\.began) == [.after(0)])
            #expect(history.documents["mail"]?.digest == digest)
            let lane = Lane(rawValue: "abroad")
            let leased = try transaction.lease(stage: .faxout, lane: lane, to: [.a(1)], now: .after(60))
            #expect(leased.map(\.name) == ["{}"])
        }
    }
}
