public import FaxAddressing
public import FaxModel

/// Where a fax is to go.
public struct Destination: Hashable, Sendable {
    /// The number, an international one or an extension of our own.
    public var number: FaxNumber
    /// What it is called in words to the sender: the number, or what he wrote in its place.
    public var name: String
    /// Why it is not dialled unless a rule names it; `nil` where it is an ordinary one.
    public var costliness: CostlyNumbers.Kind?

    /// What `written` means under `plan`.
    ///
    /// - Throws: when that can't be told.
    public init(_ written: FaxNumber, _ plan: NumberPlan, _ costlyNumbers: CostlyNumbers) throws(FaxAddressError) {
        number = try plan.resolve(written)
        name = number.description
        costliness = costlyNumbers.kind(of: number, written: written, plan)
    }
}
