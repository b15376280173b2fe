import FaxModel
import Foundation

// How values stand in the tables.

/// The state of a task in the table.
enum TaskState: Int {
    case ready = 0
    case leased = 1
    case failed = 2
    case corrupt = 3
}

extension SetAside {
    var state: TaskState {
        switch self {
        case .failed: .failed
        case .corrupt: .corrupt
        }
    }
}

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

extension OrderID {
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
