import FaxAddressing
import FaxModel

extension FuzzTarget {
    /// The local part of a fax address: octet 0 says how numbers are understood.
    static let addresses = FuzzTarget("addresses") { input in
        guard let choice = input.first else { return }
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        guard let address = try? FaxAddress(localPart: text) else { return }
        try FuzzFinding.unless(FaxNumber(address.number.digits) == address.number, "a number is not itself")
        for part in [address.name, address.company] {
            try FuzzFinding.unless(part?.isEmpty != true, "a name is empty, and there all the same")
        }
        let plan = NumberPlan(
            countryCode: choice & 1 == 0 ? nil : "49", areaCode: choice & 3 == 3 ? "228" : nil,
            nationalPrefix: choice & 4 == 0 ? "0" : "", extensionDigits: Int(choice >> 4))
        guard let number = try? plan.resolve(address.number) else { return }
        let isExtension = number == address.number && number.digits.count <= plan.extensionDigits
        let isInternational = number.digits.hasPrefix("+") && (5...16).contains(number.digits.count)
        try FuzzFinding.unless(isExtension || isInternational, "\(number) is neither international nor an extension")
        if isInternational {
            try FuzzFinding.unless(try plan.resolve(number) == number, "an international number is another one")
        }
        // However it is written, what must not be dialled is not.
        let costly = CostlyNumbers(premiumPrefixes: [String(number.digits.prefix(4))], emergencyNumbers: [])
        if number.digits.hasPrefix("+") {
            try FuzzFinding.unless(
                costly.kind(of: number, written: address.number, plan) != nil, "a dear number may be dialled")
        }
    }
}
