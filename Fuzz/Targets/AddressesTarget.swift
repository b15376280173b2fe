import Configuration
import FaxAddressing
import FaxModel
import FaxPolicy
import LDAPGrammar

extension FuzzTarget {
    /// What a client writes into RCPT TO, and what stands in a mail's header about who has sent it.
    static let addresses = FuzzTarget("addresses") { input in
        let text = String(decoding: input, as: UTF8.self)
        if let address = try? FaxAddress(localPart: text) { try hold(address) }
        if let results = AuthenticationResults(text) {
            let verified = AuthenticationResults.verified([results], by: [results.server], for: "jane@example.com")
            try FuzzFinding.unless(
                verified.isEmpty || results.results.contains { $0.result == "pass" },
                "something is proved by a field that says pass nowhere")
        }
        if let name = DistinguishedName(text) {
            try FuzzFinding.unless(name.isWithin(name), "a name is not within itself")
        }
    }

    /// What holds of every address that is taken: its number is one, and stays one under a plan.
    private static func hold(_ address: FaxAddress) throws {
        try FuzzFinding.unless(
            FaxNumber(address.number.digits) == address.number, "a number is not read as it is written")
        let plan = NumberPlan(countryCode: "49", areaCode: "30", extensionDigits: 3)
        guard let number = try? plan.resolve(address.number) else { return }
        try FuzzFinding.unless(
            (try? plan.resolve(number)) == number, "a number that was understood is not understood again")
        let digits = number.digits.drop { $0 == "+" }
        try FuzzFinding.unless(
            digits.allSatisfy { ("0"..."9").contains($0) } && digits.count <= 15, "what would be dialled is no number")
    }
}
