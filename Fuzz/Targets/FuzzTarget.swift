/// Something that reads what strangers send, and what has to hold whatever that is.
///
/// A target is a file in this folder and a line in `all`. Its kept cases are in `Fuzz/Cases/NAME`, the inputs from which
/// libFuzzer begins in `Fuzz/Corpus/NAME`; `make test` plays both.
public struct FuzzTarget: Sendable {
    /// The name by which `make fuzz TARGET=NAME` takes it; that of its folders.
    public let name: String
    /// Takes an input, which may be anything, and throws a `FuzzFinding` where something does not hold.
    public let run: @Sendable ([UInt8]) throws -> Void

    /// A target of this name.
    init(_ name: String, run: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.run = run
    }

    /// All targets.
    public static let all: [FuzzTarget] = [
        addresses, ber, decoder, ecm, fields, frames, headers, modem, negotiation, receiving, referrals,
        sealing, senders, sending, smtp, templates,
    ]
}

/// Something that has to hold, and does not for an input.
public struct FuzzFinding: Error, CustomStringConvertible {
    public let description: String

    /// Throws a finding that is described so, unless `condition` holds.
    static func unless(_ condition: Bool, _ description: String) throws(FuzzFinding) {
        if !condition { throw FuzzFinding(description: description) }
    }
}
