internal import ArgumentParser

/// Impairments for calls to one number: `NUMBER:KEY=VALUE[;KEY=VALUE…]`, as in `2222:snr=20;cut=30`.
struct NumberImpairments: ExpressibleByArgument, Equatable, Sendable {
    /// The digits with which a dialled number must end.
    let number: String
    /// Each impairment's name and text.
    let settings: [[String]]

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        number = String(argument[..<colon])
        settings = argument[argument.index(after: colon)...].split(separator: ";")
            .map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
        guard !number.isEmpty, number.allSatisfy(\.isASCIIDigit), !settings.isEmpty,
            settings.allSatisfy({ $0.count == 2 })
        else { return nil }
    }

    /// What holds for such a call: `general`, with these settings in place of its own.
    func applied(to general: Impairments) throws -> Impairments {
        var result = general
        for setting in settings { try result.set(setting[0], to: setting[1]) }
        return result
    }
}
