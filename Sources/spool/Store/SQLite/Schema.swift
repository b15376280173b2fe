import GRDB

/// The tables, and how older ones become them. Times are milliseconds since 1970; stages and states are the codes of
/// `Codes.swift`; an order's id is its 64 bits; `job` is the job's number
/// within the order; an attempt's record is JSON.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE task (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        stage INTEGER NOT NULL,
                        lane TEXT NOT NULL,
                        state INTEGER NOT NULL,
                        rank INTEGER NOT NULL,
                        due INTEGER NOT NULL,
                        submitted INTEGER NOT NULL,
                        order_id INTEGER NOT NULL,
                        job INTEGER,
                        retries INTEGER NOT NULL DEFAULT 0,
                        troubles INTEGER NOT NULL DEFAULT 0,
                        losses INTEGER NOT NULL DEFAULT 0,
                        token INTEGER,
                        worker BLOB,
                        reason TEXT,
                        payload BLOB NOT NULL,
                        checkpoint BLOB NOT NULL DEFAULT x''
                    );
                    CREATE INDEX task_by_turn ON task (stage, lane, state, rank, due);
                    CREATE INDEX task_by_order ON task (order_id);
                    CREATE TABLE document (
                        id INTEGER PRIMARY KEY,
                        digest BLOB NOT NULL UNIQUE,
                        size INTEGER NOT NULL,
                        created INTEGER NOT NULL,
                        bytes BLOB
                    );
                    CREATE TABLE job (
                        order_id INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        state TEXT NOT NULL,
                        sender TEXT NOT NULL DEFAULT '',
                        recipient TEXT,
                        fax_number TEXT,
                        subject TEXT,
                        reference TEXT,
                        pages INTEGER,
                        confirmed_pages INTEGER NOT NULL DEFAULT 0,
                        attempts INTEGER NOT NULL DEFAULT 0,
                        result TEXT,
                        created INTEGER NOT NULL,
                        updated INTEGER NOT NULL,
                        PRIMARY KEY (order_id, number)
                    ) WITHOUT ROWID;
                    CREATE TABLE fax_order (
                        id INTEGER PRIMARY KEY,
                        fingerprint INTEGER NOT NULL,
                        created INTEGER NOT NULL
                    );
                    CREATE TABLE journal (
                        id INTEGER PRIMARY KEY,
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        stage INTEGER,
                        text TEXT NOT NULL
                    );
                    CREATE INDEX journal_by_job ON journal (order_id, job);
                    CREATE TABLE attempt (
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        record BLOB NOT NULL,
                        PRIMARY KEY (order_id, job, number)
                    ) WITHOUT ROWID;
                    CREATE TABLE job_document (
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        role TEXT NOT NULL,
                        digest BLOB NOT NULL,
                        size INTEGER NOT NULL,
                        media_type TEXT NOT NULL,
                        PRIMARY KEY (order_id, job, role)
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
