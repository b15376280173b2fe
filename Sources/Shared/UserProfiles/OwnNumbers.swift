public import Configuration
public import FaxAddressing
public import FaxModel

/// What exchanges say of a call, understood as numbers: they write ours and the caller's in whatever form they like.
public struct OwnNumbers: Hashable, Sendable {
    /// How numbers are understood.
    public let plan: NumberPlan
    /// Our number without the extension; `nil` where it is not known.
    private let own: String?

    /// Numbers where we are.
    ///
    /// - Parameter own: our number without the extension, `+` and digits.
    public init(_ plan: NumberPlan, own: FaxNumber?) {
        self.plan = plan
        self.own = own?.digits
    }

    /// Numbers where the configuration says that we are.
    public init(_ configuration: Configuration) {
        let dialling = configuration.dialling
        self.init(
            NumberPlan(
                countryCode: dialling.countryCode, areaCode: dialling.areaCode,
                internationalPrefix: dialling.internationalPrefix, nationalPrefix: dialling.nationalPrefix,
                extensionDigits: dialling.extensionDigits), own: configuration.received.ownNumber)
    }

    /// Whether `number` is our number, without an extension.
    public func isOwn(_ number: FaxNumber) -> Bool { number.digits == own }

    /// The extension that a number of the dial plan is, an extension itself or one of our number; `nil` where it is not one of ours.
    public func ownExtension(of number: FaxNumber) -> String? {
        guard number.digits.hasPrefix("+") else { return number.digits }
        guard let own, number.digits.hasPrefix(own), number.digits != own else { return nil }
        return String(number.digits.dropFirst(own.count))
    }

    /// All that our number is called which was dialled: the extension, and the whole number, as far as they can be told; empty where
    /// the exchange tells nothing that is a number.
    public func names(ofDialled text: String?) -> [FaxNumber] {
        guard let text, let written = FaxNumber(text) else { return [] }
        let resolved = try? plan.resolve(written)
        guard let own else { return unique([written, resolved]) }
        let digits = written.digits.filter { $0 != "+" }
        let country = plan.countryCode ?? ""
        let wholes = [
            resolved?.digits, "+\(digits)", "+\(country)\(digits)", "+\(country)\(plan.areaCode ?? "")\(digits)",
        ]
        // What has so few digits is an extension, whatever number else it could be the end of; unless it begins as our number does.
        if let resolved, !resolved.digits.hasPrefix("+"), !digits.hasPrefix(own.dropFirst()) {
            return unique([resolved, FaxNumber("\(own)\(digits)"), wholes.contains(own) ? FaxNumber(own) : nil])
        }
        if let whole = wholes.compactMap(\.self).first(where: { $0.hasPrefix(own) && $0 != own }) {
            return unique([FaxNumber(String(whole.dropFirst(own.count))), FaxNumber(whole)])
        }
        // Our number itself, or an extension.
        let isOwn = wholes.contains(own)
        return unique(isOwn ? [FaxNumber(own), written] : [written, FaxNumber("\(own)\(digits)"), resolved])
    }

    /// The caller's number, an international one where it can be told; `nil` where the exchange tells none.
    public func caller(_ text: String?) -> FaxNumber? {
        guard let text, let written = FaxNumber(text) else { return nil }
        return (try? plan.resolve(written)) ?? written
    }

    /// The caller's number in a form that the dial plan dials; `nil` where the exchange tells none, or it can't be told which it is.
    public func dialable(_ text: String?) -> FaxNumber? {
        text.flatMap { FaxNumber($0) }.flatMap { try? plan.resolve($0) }
    }

    private func unique(_ numbers: [FaxNumber?]) -> [FaxNumber] {
        var unique: [FaxNumber] = []
        for number in numbers.compactMap(\.self) where !unique.contains(number) { unique.append(number) }
        return unique
    }
}
