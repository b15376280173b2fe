/// What goes beside an operation or its answer (RFC 4511 §4.1.11).
public struct LDAPControl: Hashable, Sendable {
    /// Which control it is.
    public var oid: String
    /// Whether a server that does not know it has to refuse the operation.
    public var isCritical: Bool
    /// Its value, in BER; `nil` for none.
    public var value: [UInt8]?

    /// A control.
    public init(_ oid: String, isCritical: Bool = false, value: [UInt8]? = nil) {
        self.oid = oid
        self.isCritical = isCritical
        self.value = value
    }
}
