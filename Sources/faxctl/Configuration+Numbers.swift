import ArgumentParser
import Configuration
import FaxAddressing
import FaxModel
import FaxPolicy

extension Configuration {
    /// The number that an operator means, understood as that of a mail is: all that is known of numbers is known by this name.
    ///
    /// - Throws: `ValidationError` when that can't be told.
    func number(_ written: FaxNumber) throws -> FaxNumber {
        try destination(written).number
    }

    /// The same, for a number that is to be dialled.
    ///
    /// - Throws: `ValidationError` also for premium rates and emergency numbers: by mistake they are dear, and who means one sends a mail
    ///   under a rule that names it.
    func numberToDial(_ written: FaxNumber) throws -> FaxNumber {
        let destination = try destination(written)
        if let costliness = destination.costliness {
            throw ValidationError("\(destination.number) \(costliness.words); it is not dialled")
        }
        return destination.number
    }

    private func destination(_ written: FaxNumber) throws -> Destination {
        let policy = FaxPolicy(rules: rules, dialling)
        do throws(FaxAddressError) {
            return try Destination(written, policy.plan, policy.costlyNumbers)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
