import FaxModel
import Foundation
import Pipeline

// How values stand in the tables.

extension Stage {
    /// The stage's code, in the pipeline's order.
    var code: Int {
        switch self {
        case .enrich: 1
        case .render: 2
        case .faxout: 3
        case .deliver: 4
        }
    }

    /// The stage of a code.
    ///
    /// - Throws: `StoreError` for a code that no version of ours has written.
    init(code: Int) throws {
        guard let stage = Stage.allCases.first(where: { $0.code == code }) else {
            throw StoreError(description: "\(code) is no stage's code")
        }
        self = stage
    }
}

extension TimeOrderedID {
    var column: Int64 { Int64(bitPattern: rawValue) }

    init(column: Int64) {
        self.init(rawValue: UInt64(bitPattern: column))
    }
}

extension Date {
    /// Milliseconds since 1970.
    var column: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(column: Int64) {
        self.init(timeIntervalSince1970: Double(column) / 1000)
    }
}

extension Priority {
    /// The priority of a rank.
    ///
    /// - Throws: `StoreError` for a rank that no version of ours has written.
    init(rank: Int) throws {
        guard let priority = Priority.allCases.first(where: { $0.rank == rank }) else {
            throw StoreError(description: "\(rank) is no priority's rank")
        }
        self = priority
    }
}

extension TaskState {
    /// The state of a code.
    ///
    /// - Throws: `StoreError` for a code that no version of ours has written.
    init(code: Int) throws {
        guard let state = TaskState(rawValue: code) else { throw StoreError(description: "\(code) is no task's state") }
        self = state
    }
}

extension Flow {
    var column: Int64 { Int64(bitPattern: rawValue) }

    init(column: Int64) {
        self.init(rawValue: UInt64(bitPattern: column))
    }
}

extension Gate {
    /// `=` and the number, or `@` and the sender's flow.
    var column: String {
        switch self {
        case .number(let number): "=\(number.digits)"
        case .sender(let flow): "@\(flow.column)"
        }
    }

    /// The gate of a column.
    ///
    /// - Throws: `StoreError` for text that no version of ours has written.
    init(column: String) throws {
        let rest = String(column.dropFirst())
        if column.hasPrefix("="), let number = FaxNumber(rest) {
            self = .number(number)
        } else if column.hasPrefix("@"), let flow = Int64(rest) {
            self = .sender(Flow(column: flow))
        } else {
            throw StoreError(description: "'\(column)' is no gate")
        }
    }
}

extension PauseTarget {
    /// The stage's code, 0 for a line; and the lane's or line's name, empty for a whole stage.
    var columns: (stage: Int, name: String) {
        switch self {
        case .line(let name): (0, name)
        case .stage(let stage): (stage.code, "")
        case .lane(let stage, let lane): (stage.code, lane.rawValue)
        }
    }

    /// The target of these columns.
    ///
    /// - Throws: `StoreError` for a stage that no version of ours has written.
    init(stage code: Int, name: String) throws {
        guard code != 0 else {
            self = .line(name)
            return
        }
        let stage = try Stage(code: code)
        self = name.isEmpty ? .stage(stage) : .lane(stage, Lane(rawValue: name))
    }
}
