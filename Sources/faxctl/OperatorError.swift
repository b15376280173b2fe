import ArgumentParser

/// Why a command can't be done, found out when it was under way: said on standard error, without a word on how the command is written.
/// The exit code is 1.
struct OperatorError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do, as a sentence.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
