import Configuration
import Dialling
import FaxAddressing
import FaxModel
import FaxPolicy

extension FuzzTarget {
    /// The local part of a fax address: octet 0 says how numbers are understood.
    static let addresses = FuzzTarget("addresses") { input in
        guard let choice = input.first else { return }
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        guard let address = try? FaxAddress(localPart: text) else { return }
        try FuzzFinding.unless(FaxNumber(address.number.digits) == address.number, "a number is not itself")
        for part in [address.name, address.company] {
            try FuzzFinding.unless(part?.isEmpty != true, "a name is empty, and there all the same")
        }
        let place = DialledPlace.all[Int(choice & 7)]
        var plan = place.plan
        plan.extensionDigits = Int(choice >> 4)
        guard let destination = try? Destination(address.number, plan, DialledPlace.costlyNumbers) else { return }
        let number = destination.number
        let isExtension = number == address.number && number.digits.count <= plan.extensionDigits
        let isInternational = number.digits.hasPrefix("+") && (5...16).contains(number.digits.count)
        try FuzzFinding.unless(isExtension || isInternational, "\(number) is neither international nor an extension")
        if isInternational {
            try FuzzFinding.unless(try plan.resolve(number) == number, "an international number is another one")
        }
        // However it is written, and whatever form of it the lines dial, what must not be reached is not dialled.
        guard destination.costliness == nil else { return }
        for dialled in place.dialled(number) {
            try FuzzFinding.unless(!place.reachesCostly(dialled), "\(number) may be dialled, as \(dialled)")
        }
    }
}

/// A place with its telephone network: what is dialled there for a number, and what that reaches.
private struct DialledPlace: Sendable {
    let plan: NumberPlan
    private let dialPlan: DialPlan

    static let costlyNumbers = CostlyNumbers(
        premiumPrefixes: ["+49900", "+49137", "+1900", "+979"], emergencyNumbers: ["110", "112", "911"])

    /// The places: bits 0 and 1 say which codes are known, bit 2 that there is no national prefix.
    static let all = (0..<8).map { DialledPlace($0) }

    private init(_ choice: Int) {
        plan = NumberPlan(
            countryCode: choice & 1 == 0 ? nil : "49", areaCode: choice & 3 == 3 ? "228" : nil,
            nationalPrefix: choice & 4 == 0 ? "0" : "")
        let codes = [("country-code", plan.countryCode), ("area-code", plan.areaCode)].compactMap { key, code in
            code.map { "\(key): \($0)" }
        }
        // A group of lines for each form, which dials all numbers in it that have it.
        let rules = DialTemplate.Form.allCases.map {
            "    - {name: \($0.rawValue), to: [anywhere], over: [\($0.rawValue)], dial: '{\($0.rawValue)}'}"
        }
        let lines = ["national-prefix: '\(plan.nationalPrefix)'"] + codes
        let text = "dialling:\n" + lines.map { "  \($0)\n" }.joined() + "  rules:\n" + rules.joined(separator: "\n")
        guard let configuration = try? Configuration(text: text + "\n", file: "fuzz") else {
            preconditionFailure("the configuration is ours: \(text)")
        }
        dialPlan = DialPlan(configuration.dialling)
    }

    /// What is dialled.
    enum Dialled {
        /// With the country code, and before it what says so.
        case international(String)
        /// With an area code, and before it what says so.
        case national(String)
        /// Within our area.
        case local(String)
        /// To our own telephone system.
        case inside(String)
    }

    /// What lines dial for a number, in each form that it has.
    func dialled(_ number: FaxNumber) -> [Dialled] {
        DialTemplate.Form.allCases.map { form in
            let digits = dialPlan.digits(
                for: number, over: Lane(rawValue: form.rawValue), internationalPrefix: plan.internationalPrefix)
            guard number.digits.hasPrefix("+") else { return .inside(digits) }
            switch form {
            case .e164: return .international(plan.internationalPrefix + digits)
            // What does not have a form is dialled internationally.
            case _ where digits == plan.internationalPrefix + number.digits.dropFirst(): return .international(digits)
            case .national: return .national(digits)
            case .subscriber: return .local(digits)
            case .international, .extension: return .international(digits)
            }
        }
    }

    /// Whether that is answered by somebody who must not be called.
    func reachesCostly(_ dialled: Dialled) -> Bool {
        switch dialled {
        case .international(let digits):
            isPremium("+\(digits.dropFirst(plan.internationalPrefix.count))")
        case .national(let digits):
            isEmergency(digits) || isEmergency(String(digits.dropFirst(plan.nationalPrefix.count)))
                || isPremium("+\(plan.countryCode ?? "")\(digits.dropFirst(plan.nationalPrefix.count))")
        case .local(let digits):
            isEmergency(digits)
        case .inside(let digits):
            isEmergency(digits) || outside(digits).contains { isEmergency($0) || reachesPremium($0) }
        }
    }

    /// What goes out where a telephone system takes the beginning of what looks like an extension for the way out.
    private func outside(_ digits: String) -> [String] {
        [plan.nationalPrefix, plan.internationalPrefix].filter { !$0.isEmpty && digits.hasPrefix($0) }
            .map { String(digits.dropFirst($0.count)) }
    }

    private func reachesPremium(_ digits: String) -> Bool {
        if digits.hasPrefix(plan.internationalPrefix) {
            return isPremium("+\(digits.dropFirst(plan.internationalPrefix.count))")
        }
        guard !plan.nationalPrefix.isEmpty, digits.hasPrefix(plan.nationalPrefix), let code = plan.countryCode else {
            return false
        }
        return isPremium("+\(code)\(digits.dropFirst(plan.nationalPrefix.count))")
    }

    private func isEmergency(_ digits: String) -> Bool { Self.costlyNumbers.emergencyNumbers.contains(digits) }

    private func isPremium(_ number: String) -> Bool {
        Self.costlyNumbers.premiumPrefixes.contains { number.hasPrefix($0) }
    }
}
