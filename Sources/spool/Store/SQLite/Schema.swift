import GRDB

/// The tables, and how older ones become them. Times are milliseconds since 1970; stages and states are the codes of
/// `Codes.swift` and `TaskState`; an order's id is its 64 bits; `job` is the job's number within the order; an attempt's
/// record, an ending and what the operator said of a job are JSON. `task.expires_given` is 1 where the time is its sender's
/// word, else 0. `task.route` has a line a lane, each between line feeds. `task_number.last` is the last of the ids that tasks
/// may have. `pause.stage` is 0 for a telephone line, and `pause.name` is empty for a whole stage. `unreadable_task.content` is a
/// row of `task` as SQL would write it. A migration stays word for word what it was.
///
/// The condition of an index is looked at whenever a row comes, changes or goes: for an IN of more than two values SQLite makes
/// and throws away a table each time, so none stands there.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE task (
                        id INTEGER PRIMARY KEY,
                        stage INTEGER NOT NULL,
                        lane TEXT NOT NULL,
                        state INTEGER NOT NULL,
                        rank INTEGER NOT NULL,
                        turn INTEGER NOT NULL,
                        due INTEGER NOT NULL,
                        flow INTEGER NOT NULL,
                        destination TEXT,
                        gate TEXT,
                        expires INTEGER,
                        expires_given INTEGER NOT NULL,
                        submitted INTEGER NOT NULL,
                        order_id INTEGER NOT NULL,
                        job INTEGER,
                        retries INTEGER NOT NULL,
                        troubles INTEGER NOT NULL,
                        losses INTEGER NOT NULL,
                        token INTEGER,
                        worker BLOB,
                        reason TEXT,
                        ending BLOB,
                        payload BLOB NOT NULL,
                        checkpoint BLOB NOT NULL DEFAULT x''
                    );
                    CREATE INDEX task_by_turn ON task (stage, lane, state, rank, turn);
                    CREATE INDEX task_by_age ON task (stage, lane, rank, due) WHERE state = 0;
                    CREATE INDEX task_by_order ON task (order_id);
                    CREATE INDEX task_by_due ON task (due) WHERE state = 4;
                    CREATE INDEX task_by_destination ON task (destination, stage, lane, rank, turn)
                        WHERE destination IS NOT NULL AND state IN (0, 5);
                    CREATE INDEX task_by_gate ON task (gate, stage, lane, rank, turn) WHERE gate IS NOT NULL;
                    CREATE INDEX task_by_expiry ON task (expires) WHERE expires IS NOT NULL AND (state = 0 OR state = 4 OR state = 5);
                    CREATE TABLE task_number (last INTEGER NOT NULL);
                    INSERT INTO task_number VALUES (0);
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
                        ended INTEGER,
                        PRIMARY KEY (order_id, number)
                    ) WITHOUT ROWID;
                    CREATE INDEX job_open ON job (order_id)
                        WHERE state NOT IN ('sent', 'failed', 'cancelled', 'received');
                    CREATE INDEX job_ended ON job (state, order_id DESC, number)
                        WHERE state IN ('sent', 'failed', 'cancelled', 'received');
                    CREATE TABLE fax_order (
                        id INTEGER PRIMARY KEY,
                        fingerprint INTEGER NOT NULL,
                        duplicate_key INTEGER,
                        created INTEGER NOT NULL
                    );
                    CREATE INDEX fax_order_by_key ON fax_order (duplicate_key) WHERE duplicate_key IS NOT NULL;
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
                    CREATE TABLE call (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
                    CREATE TABLE job_document (
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        role TEXT NOT NULL,
                        digest BLOB NOT NULL,
                        size INTEGER NOT NULL,
                        media_type TEXT NOT NULL,
                        PRIMARY KEY (order_id, job, role)
                    ) WITHOUT ROWID;
                    CREATE INDEX job_document_by_digest ON job_document (digest);
                    CREATE TABLE job_control (
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        control BLOB NOT NULL,
                        PRIMARY KEY (order_id, job)
                    ) WITHOUT ROWID;
                    CREATE TABLE pause (
                        stage INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        PRIMARY KEY (stage, name)
                    ) WITHOUT ROWID;
                    CREATE TABLE number (
                        digits TEXT PRIMARY KEY,
                        rests_until INTEGER,
                        wrong_answers INTEGER NOT NULL,
                        wrong_since INTEGER,
                        barred_until INTEGER,
                        reason TEXT,
                        rate INTEGER,
                        rate_until INTEGER
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("billing code") { database in
            try database.execute(sql: "ALTER TABLE job ADD COLUMN billing_code TEXT")
        }
        migrator.registerMigration("charges") { database in
            try database.execute(
                sql: """
                    CREATE TABLE charge (
                        account TEXT NOT NULL,
                        order_id INTEGER NOT NULL,
                        job INTEGER NOT NULL,
                        PRIMARY KEY (account, order_id, job)
                    ) WITHOUT ROWID;
                    CREATE INDEX charge_by_order ON charge (order_id);
                    """)
        }
        migrator.registerMigration("unreadable tasks") { database in
            try database.execute(
                sql: """
                    CREATE TABLE unreadable_task (
                        id INTEGER PRIMARY KEY,
                        found INTEGER NOT NULL,
                        order_id INTEGER NOT NULL,
                        job INTEGER,
                        reason TEXT NOT NULL,
                        content TEXT NOT NULL
                    );
                    """)
        }
        migrator.registerMigration("publications") { database in
            try database.execute(
                sql: """
                    CREATE TABLE publication (
                        name TEXT PRIMARY KEY,
                        digest BLOB NOT NULL,
                        size INTEGER NOT NULL,
                        published INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX publication_by_digest ON publication (digest);
                    """)
        }
        migrator.registerMigration("routes") { database in
            try database.execute(
                sql: """
                    ALTER TABLE task ADD COLUMN route TEXT;
                    CREATE INDEX task_by_wait ON task (lane, route, rank, due) WHERE route IS NOT NULL AND state = 0;
                    """)
        }
        migrator.registerMigration("calls without a fax") { database in
            try database.execute(
                sql: """
                    DROP INDEX job_open;
                    DROP INDEX job_ended;
                    UPDATE job SET state = 'noFax' WHERE state = 'received' AND pages = 0 AND fax_number IS NULL;
                    CREATE INDEX job_open ON job (order_id)
                        WHERE state NOT IN ('sent', 'failed', 'cancelled', 'received', 'noFax');
                    CREATE INDEX job_ended ON job (state, order_id DESC, number)
                        WHERE state IN ('sent', 'failed', 'cancelled', 'received', 'noFax');
                    """)
        }
        // A column behind the payload is read by way of all the pages that the payload takes.
        migrator.registerMigration("route before payload") { database in
            let columns = """
                id, stage, lane, state, rank, turn, due, flow, destination, gate, expires, expires_given, submitted, order_id, job,
                retries, troubles, losses, token, worker, reason, ending, route, payload, checkpoint
                """
            try database.execute(
                sql: """
                    CREATE TABLE task_next (
                        id INTEGER PRIMARY KEY,
                        stage INTEGER NOT NULL,
                        lane TEXT NOT NULL,
                        state INTEGER NOT NULL,
                        rank INTEGER NOT NULL,
                        turn INTEGER NOT NULL,
                        due INTEGER NOT NULL,
                        flow INTEGER NOT NULL,
                        destination TEXT,
                        gate TEXT,
                        expires INTEGER,
                        expires_given INTEGER NOT NULL,
                        submitted INTEGER NOT NULL,
                        order_id INTEGER NOT NULL,
                        job INTEGER,
                        retries INTEGER NOT NULL,
                        troubles INTEGER NOT NULL,
                        losses INTEGER NOT NULL,
                        token INTEGER,
                        worker BLOB,
                        reason TEXT,
                        ending BLOB,
                        route TEXT,
                        payload BLOB NOT NULL,
                        checkpoint BLOB NOT NULL DEFAULT x''
                    );
                    INSERT INTO task_next (\(columns)) SELECT \(columns) FROM task;
                    DROP TABLE task;
                    ALTER TABLE task_next RENAME TO task;
                    CREATE INDEX task_by_turn ON task (stage, lane, state, rank, turn);
                    CREATE INDEX task_by_age ON task (stage, lane, rank, due) WHERE state = 0;
                    CREATE INDEX task_by_order ON task (order_id);
                    CREATE INDEX task_by_due ON task (due) WHERE state = 4;
                    CREATE INDEX task_by_destination ON task (destination, stage, lane, rank, turn)
                        WHERE destination IS NOT NULL AND state IN (0, 5);
                    CREATE INDEX task_by_gate ON task (gate, stage, lane, rank, turn) WHERE gate IS NOT NULL;
                    CREATE INDEX task_by_expiry ON task (expires) WHERE expires IS NOT NULL AND (state = 0 OR state = 4 OR state = 5);
                    CREATE INDEX task_by_wait ON task (lane, route, rank, due) WHERE route IS NOT NULL AND state = 0;
                    """)
        }
        // As it was written for a while: with a line's end at both ends, too.
        migrator.registerMigration("routes without line ends") { database in
            try database.execute(
                sql: "UPDATE task SET route = trim(route, char(10)) WHERE route IS NOT NULL")
        }
        migrator.registerMigration("reports of a mail") { database in
            try database.execute(
                sql: """
                    CREATE INDEX job_document_waiting ON job_document (order_id) WHERE role = 'result-waiting';
                    """)
        }
        return migrator
    }
}
