import Configuration
import Dialling
import FaxAddressing
import FaxModel
import FaxPolicy

extension Configuration {
    /// The number that an operator means, understood as that of a mail is: all that is known of numbers is known by this name.
    ///
    /// - Throws: `OperatorError` when that can't be told.
    func number(_ written: FaxNumber) throws -> FaxNumber {
        try destination(written).number
    }

    /// The same, for a number that is to be dialled.
    ///
    /// - Throws: `OperatorError` also for blocked numbers, and for premium rates and emergency numbers: by mistake they are dear, and who means one sends a mail
    ///   under a rule that names it.
    func numberToDial(_ written: FaxNumber) throws -> FaxNumber {
        let destination = try destination(written)
        if let costliness = destination.costliness {
            throw OperatorError("\(destination.number) \(costliness.words); it is not dialled")
        }
        if let reason = dialling.blocks(destination.number) { throw OperatorError(reason) }
        return destination.number
    }

    /// The groups of lines that dial `number`, the one that is to be tried first before the others; at least one.
    ///
    /// - Parameter asked: the one that the operator wants; `nil` for those of the dial plan.
    /// - Throws: `OperatorError` when no line here is of the group, as far as is known here.
    func groups(for number: FaxNumber, asked: String?) throws -> [Lane] {
        let groups = asked.map { [Lane(rawValue: $0)] } ?? DialPlan(dialling).lineGroups(for: number)
        let known = Set(
            faxout.lines.map(\.group) + lineGroups.map(\.name) + dialling.rules.flatMap { $0.lineGroups + $0.over })
        guard known.isEmpty || known.contains(groups[0]) else {
            throw OperatorError(
                "no line here is of group '\(groups[0])': known are \(known.map(\.rawValue).sorted())")
        }
        return groups
    }

    private func destination(_ written: FaxNumber) throws -> Destination {
        let policy = FaxPolicy(rules: rules, dialling)
        do throws(FaxAddressError) {
            return try Destination(written, policy.plan, policy.costlyNumbers)
        } catch {
            throw OperatorError("\(error)")
        }
    }
}
