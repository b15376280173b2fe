import Class1
import Glibc

/// It rings at the line that was to dial: whoever calls has it first.
struct LineRings: Error {
    /// What was heard of the call; the exchange says who calls only once.
    var heard: RingListener
}

/// Trouble with a telephone line of ours: its device, its modem.
struct LineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened to which device, as a sentence.
    var description: String

    /// Trouble, told in a sentence.
    init(_ sentence: String) {
        self.description = sentence
    }

    /// A system call on `path` that failed, with its `errno`.
    init(_ action: String, path: String, error: Int32) {
        self.description = "\(path) can't be \(action): \(String(cString: strerror(error)))."
    }
}
