/// Why there is no filter of system calls.
public struct SeccompError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What libseccomp or the system says.
    public let message: String

    public var description: String { "System calls can't be filtered: \(message)." }
}
