public import Configuration
public import FaxModel

/// Which lines dial a number, what they dial, and how a fax there is sent: section `dialling`.
///
/// Of the rules that a number is among, the most exact one decides, and what it does not say, the next one: the most digits that
/// agree first; among as many, a rule about certain lines before one about all, then in the order of the file.
public struct DialPlan: Sendable {
    private let settings: DiallingSettings

    /// The plan of section `dialling`.
    public init(_ settings: DiallingSettings) {
        self.settings = settings
    }

    /// What a sender is told whose fax may not go to `number`, whoever he is; `nil` where it may.
    public func blocks(_ number: FaxNumber) -> String? {
        settings.blocks(number)
    }

    /// The groups of lines that dial `number`, the one that is to be tried first before the others; at least one.
    public func lineGroups(for number: FaxNumber) -> [Lane] {
        groupRule(for: number)?.lineGroups ?? [settings.lineGroup]
    }

    /// What a line of `group` dials for `number`.
    ///
    /// - Parameter prefix: what the line dials for the `+` of an international number.
    public func digits(for number: FaxNumber, over group: Lane, internationalPrefix prefix: String) -> String {
        dialling(number, over: group, prefix).digits
    }

    /// How a fax to `number` is sent by a line of `group`.
    public func terms(for number: FaxNumber, over group: Lane) -> DestinationTerms {
        let rules = rules(about: number, over: group)
        return DestinationTerms(
            maximumRate: rules.lazy.compactMap(\.maximumRate).first,
            errorCorrection: rules.lazy.compactMap(\.errorCorrection).first,
            coding: rules.lazy.compactMap(\.coding).first, headerLine: rules.lazy.compactMap(\.headerLine).first,
            stationID: rules.lazy.compactMap(\.stationID).first)
    }

    // MARK: Within

    /// What is dialled, and why.
    struct Dialling {
        /// What the modem dials.
        var digits: String
        /// The rule that says how the number is written; `nil` where none does.
        var rule: DialRuleSettings?
        /// Rules that say it in a form that the number does not have.
        var unfit: [DialRuleSettings]
        /// The rule that says what is told of our number; `nil` where none does.
        var callerIDRule: DialRuleSettings?
    }

    func dialling(_ number: FaxNumber, over group: Lane, _ prefix: String) -> Dialling {
        let rules = rules(about: number, over: group)
        let callerIDRule = rules.first { $0.callerID != nil }
        let code = callerIDCode(callerIDRule?.callerID ?? .shown)
        var unfit: [DialRuleSettings] = []
        for rule in rules {
            guard let template = rule.dial else { continue }
            if let digits = text(of: template, number, code, prefix) {
                return Dialling(digits: digits, rule: rule, unfit: unfit, callerIDRule: callerIDRule)
            }
            unfit.append(rule)
        }
        let form: DialTemplate.Form = number.digits.hasPrefix("+") ? .international : .extension
        let digits = code + (written(number, form, prefix) ?? number.digits)
        return Dialling(digits: digits, rule: nil, unfit: unfit, callerIDRule: callerIDRule)
    }

    /// The rule that says which lines dial; `nil` where none does.
    func groupRule(for number: FaxNumber) -> DialRuleSettings? {
        rules(about: number, over: nil).first { !$0.lineGroups.isEmpty }
    }

    /// The rules about `number`, the most exact first: those about lines of `group`, or only those about all lines where that is `nil`.
    func rules(about number: FaxNumber, over group: Lane?) -> [DialRuleSettings] {
        let matches = settings.rules.enumerated().compactMap { place, rule -> (Int, Int, Int, DialRuleSettings)? in
            guard rule.over.isEmpty || group.map(rule.over.contains) ?? false else { return nil }
            let patterns = rule.numbers.filter { $0.contains(number, countryCode: settings.countryCode) }
            guard let exactness = patterns.map({ $0.exactness(countryCode: settings.countryCode) }).max() else {
                return nil
            }
            return (-exactness, rule.over.isEmpty ? 1 : 0, place, rule)
        }
        return matches.sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }.map(\.3)
    }

    /// What is dialled for the template; `nil` where the number does not have the form.
    private func text(of template: DialTemplate, _ number: FaxNumber, _ code: String, _ prefix: String) -> String? {
        var text = template.pieces.contains(.callerID) ? "" : code
        for piece in template.pieces {
            switch piece {
            case .text(let plain): text += plain
            case .callerID: text += code
            case .number(let form):
                guard let written = written(number, form, prefix) else { return nil }
                text += written
            }
        }
        return text
    }

    /// The number in a form; `nil` where it does not have it.
    private func written(_ number: FaxNumber, _ form: DialTemplate.Form, _ prefix: String) -> String? {
        let isInternational = number.digits.hasPrefix("+")
        switch form {
        case .extension: return isInternational ? nil : number.digits
        case .international: return isInternational ? prefix + number.digits.dropFirst() : nil
        case .e164: return isInternational ? String(number.digits.dropFirst()) : nil
        case .national:
            guard let code = settings.countryCode, number.digits.hasPrefix("+\(code)") else { return nil }
            return settings.nationalPrefix + number.digits.dropFirst(code.count + 1)
        case .subscriber:
            guard let code = settings.countryCode, let area = settings.areaCode,
                number.digits.hasPrefix("+\(code)\(area)")
            else { return nil }
            return String(number.digits.dropFirst(1 + code.count + area.count))
        }
    }

    private func callerIDCode(_ choice: CallerIDChoice) -> String {
        switch choice {
        case .shown: ""
        case .suppressed: settings.callerID.suppressed ?? ""
        case .set(let number):
            settings.callerID.set.map { $0.before + number.digits.filter { $0 != "+" } + $0.behind } ?? ""
        }
    }
}
