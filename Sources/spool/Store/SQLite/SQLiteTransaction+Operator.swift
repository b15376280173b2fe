import FaxModel
import Foundation
import Pipeline

extension SQLiteTransaction {
    func controls() throws -> [JobID: JobControl] {
        let pairs = try rows("SELECT order_id, job, control FROM job_control") { row in
            (
                JobID(order: OrderID(column: row.integer(0)), number: row.count(1)),
                // What can't be read is for the operator to say again; until then nothing is dialled.
                (try? JSONDecoder().decode(JobControl.self, from: Data(row.octets(2)))) ?? JobControl(isHeld: true)
            )
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    func setControl(_ control: JobControl?, of job: JobID) throws {
        guard let control else {
            return try run(
                "DELETE FROM job_control WHERE order_id = ? AND job = ?", [job.order.column, job.number])
        }
        try run(
            """
            INSERT INTO job_control (order_id, job, control) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET control = excluded.control
            """, [job.order.column, job.number, try Self.json(control)])
    }

    func pauses() throws -> Set<PauseTarget> {
        // At a stage that there is not, nothing can be stopped.
        Set(
            try rows("SELECT stage, name FROM pause") { try? PauseTarget(stage: $0.count(0), name: $0.text(1)) }
                .compactMap { $0 })
    }

    func setPause(_ target: PauseTarget, _ isPaused: Bool) throws {
        let (stage, name) = target.columns
        if isPaused {
            try run("INSERT INTO pause (stage, name) VALUES (?, ?) ON CONFLICT DO NOTHING", [stage, name])
        } else {
            try run("DELETE FROM pause WHERE stage = ? AND name = ?", [stage, name])
        }
    }

    func numbers() throws -> [FaxNumber: NumberTable.Record] {
        let pairs = try rows(
            "SELECT digits, rests_until, wrong_answers, wrong_since, barred_until, reason, rate, rate_until FROM number"
        ) { row -> (FaxNumber, NumberTable.Record)? in
            guard let number = FaxNumber(row.text(0)) else { return nil }
            return (
                number,
                NumberTable.Record(
                    restsUntil: row.optionalInteger(1).map(Date.init(column:)), wrongAnswers: row.count(2),
                    wrongSince: row.optionalInteger(3).map(Date.init(column:)),
                    barredUntil: row.optionalInteger(4).map(Date.init(column:)), reason: row.optionalText(5),
                    rate: row.optionalCount(6), rateUntil: row.optionalInteger(7).map(Date.init(column:)))
            )
        }.compactMap { $0 }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    func setNumber(_ record: NumberTable.Record?, of number: FaxNumber) throws {
        guard let record else { return try run("DELETE FROM number WHERE digits = ?", [number.digits]) }
        try run(
            """
            INSERT INTO number (digits, rests_until, wrong_answers, wrong_since, barred_until, reason, rate, rate_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET rests_until = excluded.rests_until, wrong_answers = excluded.wrong_answers,
                wrong_since = excluded.wrong_since, barred_until = excluded.barred_until, reason = excluded.reason,
                rate = excluded.rate, rate_until = excluded.rate_until
            """,
            [
                number.digits, record.restsUntil?.column, record.wrongAnswers, record.wrongSince?.column,
                record.barredUntil?.column, record.reason, record.rate, record.rateUntil?.column,
            ])
    }
}
