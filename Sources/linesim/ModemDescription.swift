internal import ArgumentParser

/// One modem on the command line: `PATH,NUMBER[,NUMBER…]`.
struct ModemDescription: ExpressibleByArgument, Equatable, Sendable {
    /// Where its device appears.
    let path: String
    /// Its telephone numbers, digits only; the first is the one that it calls from.
    let numbers: [String]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, !parts[0].isEmpty else { return nil }
        path = parts[0]
        numbers = Array(parts.dropFirst())
        guard numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }) else { return nil }
    }
}
