public import Configuration
public import FaxAddressing
public import FaxModel
public import LDAP
import LDAPGrammar

/// The fax numbers of a directory, in all the ways that people write them: `+49 (0)228 123-45`, `0228/12345`,
/// `+49 228 12345$fineResolution`.
public struct DirectoryNumbers: Hashable, Sendable {
    /// Digits at a number's end by which it is looked for: what stands before them is written in too many ways.
    static let trailingDigits = 8

    private let attributes: [LDAPValueTemplate]
    /// How they are understood.
    public let plan: NumberPlan

    /// The numbers of the configured directory, understood by `plan`.
    public init(_ settings: DirectorySettings, _ plan: NumberPlan) {
        attributes = settings.attributes.facsimile
        self.plan = plan
    }

    /// The number that somebody has written so; `nil` where it is none.
    public func number(_ written: String) -> FaxNumber? {
        // RFC 4517 §3.3.11: the number, then what the machine can.
        let text = FacsimileTelephoneNumber(written).number
        guard let address = try? FaxAddress(localPart: text) else { return nil }
        return try? plan.resolve(address.number)
    }

    /// The numbers of an entry, as they are written, without what the machines can.
    public func written(in entry: LDAPEntry) -> [String] {
        attributes.flatMap { $0.texts(entry.texts) }.map { FacsimileTelephoneNumber($0).number.singleLine() }
            .filter { !$0.isEmpty }
    }

    /// Whether the entry has this number.
    func has(_ entry: LDAPEntry, _ wanted: FaxNumber) -> Bool {
        written(in: entry).contains { number($0) == wanted }
    }

    /// The digits that stand in every way to write the number: without country and area code, where those are ours.
    private func plainDigits(_ number: FaxNumber) -> Substring {
        var digits = number.digits.drop { $0 == "+" }
        for code in [plan.countryCode, plan.areaCode] {
            guard number.digits.hasPrefix("+"), let code, digits.hasPrefix(code) else { break }
            digits = digits.dropFirst(code.count)
        }
        return digits
    }

    /// What is asked for, as a filter.
    func filter(_ subject: EntryQuestion.Subject) -> LDAPFilter {
        switch subject {
        case .filter(let filter): return filter
        case .entry: return .present("objectClass")
        case .number(let number):
            // Anything may stand between two digits.
            let pieces = plainDigits(number).suffix(Self.trailingDigits).map { LDAPValue(String($0)) }
            let alternatives = attributes.compactMap(\.attribute).map {
                LDAPFilter.substrings($0, initial: nil, any: pieces, final: nil)
            }
            return alternatives.count == 1 ? alternatives[0] : .or(alternatives)
        }
    }
}
