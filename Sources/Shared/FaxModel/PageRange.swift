/// Which pages of a document are meant: `1,3-5,8-`. Pages are counted from 1.
public struct PageRange: Hashable, Sendable {
    /// The ranges, as they were written; without an end it goes to the last page.
    private let ranges: [(first: Int, last: Int?)]

    /// Ranges in one value, and the highest number of a page.
    private static let limits = (ranges: 50, page: 10_000)

    /// Whether page `number`, from 1, is one of them.
    public func contains(_ number: Int) -> Bool {
        ranges.contains { $0.first <= number && number <= $0.last ?? .max }
    }

    public static func == (one: PageRange, other: PageRange) -> Bool { one.description == other.description }

    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension PageRange: LosslessStringConvertible {
    public var description: String {
        ranges.map { range in
            guard let last = range.last else { return "\(range.first)-" }
            return last == range.first ? "\(range.first)" : "\(range.first)-\(last)"
        }.joined(separator: ",")
    }

    /// Reads pages and ranges between commas; `nil` for anything else, for a range that ends before it begins, and for page 0.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.limits.ranges else { return nil }
        var ranges: [(first: Int, last: Int?)] = []
        for part in parts {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { end in
                String(end.drop { $0 == " " }.prefix { $0 != " " })
            }
            guard (1...2).contains(ends.count), let first = Self.page(ends[0]) else { return nil }
            if ends.count == 1 {
                ranges.append((first, first))
            } else if ends[1].isEmpty {
                ranges.append((first, nil))
            } else {
                guard let last = Self.page(ends[1]), last >= first else { return nil }
                ranges.append((first, last))
            }
        }
        self.ranges = ranges
    }

    private static func page(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let page = Int(text), (1...limits.page).contains(page)
        else { return nil }
        return page
    }
}

extension PageRange: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}
