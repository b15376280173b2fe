import Foundation

/// Lines of columns, each as wide as its widest cell; columns of numbers stand to the right.
struct Table {
    private let rows: [[String]]

    init(header: [String], rows: [[String]]) {
        self.rows = [header] + rows
    }

    /// The lines, without the last line's end.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let numeric = rows[0].indices.map { column in
            rows.count > 1 && rows.dropFirst().allSatisfy { Int($0[column]) != nil || $0[column].isEmpty }
        }
        let lines = rows.map { row in
            let cells = zip(row, zip(widths, numeric)).map { cell, form in
                let space = String(repeating: " ", count: form.0 - cell.count)
                return form.1 ? space + cell : cell + space
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        return lines.joined(separator: "\n")
    }
}

/// How long ago, in the largest unit that says something: `5s`, `12m`, `3h`, `9d`.
func age(of date: Date, now: Date = Date()) -> String {
    let seconds = Int(max(0, now.timeIntervalSince(date)))
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<7200: return "\(seconds / 60)m"
    case ..<172_800: return "\(seconds / 3600)h"
    default: return "\(seconds / 86_400)d"
    }
}
