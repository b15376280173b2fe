import FaxModel
import Foundation
import Pipeline

/// The columns of table `task` that a `TaskRecord` is made of, in the order in which they are read: the one place that ties
/// the columns of a statement to their values.
enum TaskColumn: Int32, CaseIterable {
    case id, stage, lane, state, rank, turn, due, flow, destination, gate, expires, expiryIsGiven, submitted, order, job
    case retries, troubles, losses, reason, ending, route

    /// What it is called in the table.
    private var name: String {
        if self == .order { return "order_id" }
        return self == .expiryIsGiven ? "expires_given" : "\(self)"
    }

    /// What stays as it is from a task's first day on; the id is the database's own.
    private var isFixed: Bool {
        switch self {
        case .id, .flow, .submitted, .order, .job: true
        case .stage, .lane, .state, .rank, .turn, .due, .destination, .gate, .expires, .expiryIsGiven, .retries,
            .troubles, .losses, .reason, .ending, .route:
            false
        }
    }

    /// What a query of records selects. Further columns follow from `end` on.
    static let list = allCases.map(\.name).joined(separator: ", ")

    /// The position after the last.
    static let end = Int32(allCases.count)

    /// What is written of a new task.
    static let inserted = allCases.filter { $0 != .id }

    /// What is written of a task that has changed.
    static let updated = allCases.filter { !$0.isFixed }

    /// The names of these columns, as an INSERT takes them.
    static func names(_ columns: [TaskColumn]) -> String {
        columns.map(\.name).joined(separator: ", ")
    }

    /// The names of these columns with a parameter each, as an UPDATE takes them.
    static func assignments(_ columns: [TaskColumn]) -> String {
        columns.map { "\($0.name) = ?" }.joined(separator: ", ")
    }
}

extension TaskRecord {
    /// The task of a row that begins with `TaskColumn.list`.
    ///
    /// - Throws: `StoreError` for what no version of ours has written.
    init(_ row: SQLiteRow) throws {
        let order = OrderID(column: row.integer(.order))
        self.init(
            stage: try Stage(code: row.count(.stage)), lane: Lane(rawValue: row.text(.lane)),
            state: try TaskState(code: row.count(.state)), priority: try Priority(rank: row.count(.rank)),
            turn: row.integer(.turn), due: Date(column: row.integer(.due)), flow: Flow(column: row.integer(.flow)),
            destination: row.optionalText(.destination).flatMap(FaxNumber.init),
            route: row.optionalText(.route).map([Lane].init(column:)) ?? [],
            gate: try row.optionalText(.gate).map(Gate.init(column:)),
            limit: row.optionalInteger(.expires).map {
                TimeLimit(time: Date(column: $0), isGiven: row.integer(.expiryIsGiven) == 1)
            },
            submitted: Date(column: row.integer(.submitted)), order: order,
            job: row.optionalCount(.job).map { JobID(order: order, number: $0) }, retries: row.count(.retries),
            troubles: row.count(.troubles), losses: row.count(.losses), reason: row.optionalText(.reason),
            ending: try row.optionalOctets(.ending).map { try JSONDecoder().decode(Ending.self, from: Data($0)) })
    }

    /// What stands in these columns.
    ///
    /// - Precondition: the id is not among them: a record does not know it.
    func values(_ columns: [TaskColumn]) throws -> [(any SQLiteValue)?] {
        try columns.map(value)
    }

    private func value(_ column: TaskColumn) throws -> (any SQLiteValue)? {
        switch column {
        case .id: preconditionFailure("a task's id is the database's own")
        case .stage: stage.code
        case .lane: lane.rawValue
        case .state: state.rawValue
        case .rank: priority.rank
        case .turn: turn
        case .due: due.column
        case .flow: flow.column
        case .destination: destination?.digits
        case .gate: gate?.column
        case .expires: limit?.time.column
        case .expiryIsGiven: limit?.isGiven == true ? 1 : 0
        case .submitted: submitted.column
        case .order: order.column
        case .job: job?.number
        case .retries: retries
        case .troubles: troubles
        case .losses: losses
        case .reason: reason
        case .ending: try ending.map(SQLiteTransaction.json)
        case .route: route.isEmpty ? nil : route.column
        }
    }
}

extension [Lane] {
    /// The lanes that stand in a column: a line each.
    init(column: String) {
        self = column.split(separator: "\n").map { Lane(rawValue: String($0)) }
    }

    /// What stands in the column.
    var column: String { map(\.rawValue).joined(separator: "\n") }
}

extension TaskID {
    /// The id of a row that begins with `TaskColumn.list`.
    init(_ row: SQLiteRow) {
        self.init(rawValue: row.integer(.id))
    }
}

extension SQLiteRow {
    fileprivate func integer(_ column: TaskColumn) -> Int64 { integer(column.rawValue) }
    fileprivate func optionalInteger(_ column: TaskColumn) -> Int64? { optionalInteger(column.rawValue) }
    fileprivate func count(_ column: TaskColumn) -> Int { count(column.rawValue) }
    fileprivate func optionalCount(_ column: TaskColumn) -> Int? { optionalCount(column.rawValue) }
    fileprivate func text(_ column: TaskColumn) -> String { text(column.rawValue) }
    fileprivate func optionalText(_ column: TaskColumn) -> String? { optionalText(column.rawValue) }
    fileprivate func optionalOctets(_ column: TaskColumn) -> [UInt8]? { optionalOctets(column.rawValue) }
}
