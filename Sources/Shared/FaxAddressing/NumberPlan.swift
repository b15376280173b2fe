public import FaxModel

/// How numbers are written where we are: makes international ones of all (E.164), so that each number has one name, and rules
/// about numbers hold however they are written.
public struct NumberPlan: Hashable, Sendable {
    /// Our country code (E.164 §6.2.1), digits only; `nil` where it is not known: then numbers have to be written internationally.
    public var countryCode: String?
    /// Our area code, without a national prefix; `nil` where none is used, or it is not known.
    public var areaCode: String?
    /// What is dialled before an international number.
    public var internationalPrefix: String
    /// What is dialled before an area code; empty where nothing is.
    public var nationalPrefix: String
    /// Numbers of so many digits and fewer, without a prefix, belong to our own telephone system: they are dialled as they are.
    public var extensionDigits: Int

    /// A plan; one that takes nothing but international numbers by default.
    public init(
        countryCode: String? = nil, areaCode: String? = nil, internationalPrefix: String = "00",
        nationalPrefix: String = "0", extensionDigits: Int = 0
    ) {
        self.countryCode = countryCode
        self.areaCode = areaCode
        self.internationalPrefix = internationalPrefix
        self.nationalPrefix = nationalPrefix
        self.extensionDigits = extensionDigits
    }

    /// The number that is meant: an international one, or an extension of our own.
    ///
    /// - Throws: when that can't be told, or is too long for a number (E.164 §6.2.1: 15 digits).
    public func resolve(_ written: FaxNumber) throws(FaxAddressError) -> FaxNumber {
        let digits = written.digits[...]
        if digits.hasPrefix("+") { return try international(digits.dropFirst()) }
        if digits.count <= extensionDigits { return written }
        if !internationalPrefix.isEmpty, digits.hasPrefix(internationalPrefix) {
            return try international(digits.dropFirst(internationalPrefix.count))
        }
        guard let countryCode else {
            throw FaxAddressError("\(written) is no international number; write + and the country code before it")
        }
        if !nationalPrefix.isEmpty, digits.hasPrefix(nationalPrefix) {
            return try international("\(countryCode)\(digits.dropFirst(nationalPrefix.count))")
        }
        // North America's numbers are national ones when they have ten digits.
        if nationalPrefix.isEmpty || countryCode == "1" && digits.count == 10 {
            return try international("\(countryCode)\(digits)")
        }
        guard let areaCode else { throw FaxAddressError("\(written) has no area code") }
        return try international("\(countryCode)\(areaCode)\(digits)")
    }

    private func international(_ digits: Substring) throws(FaxAddressError) -> FaxNumber {
        try checkOwn(digits)
        guard (4...15).contains(digits.count), !digits.hasPrefix("0"), let number = FaxNumber("+\(digits)") else {
            throw FaxAddressError("+\(digits) is no international number")
        }
        return number
    }

    /// Lines may dial a number of our country without its codes. One that begins like a prefix then is none: an exchange would take it for the
    /// way to somebody else, whom no rule has let pass.
    private func checkOwn(_ digits: Substring) throws(FaxAddressError) {
        guard let countryCode, digits.hasPrefix(countryCode) else { return }
        let national = digits.dropFirst(countryCode.count)
        if let (name, prefix) = prefix(of: national, isArea: true) {
            throw FaxAddressError("+\(digits) has the \(name) prefix \(prefix) behind the country code")
        }
        guard let areaCode, national.hasPrefix(areaCode),
            let (name, prefix) = prefix(of: national.dropFirst(areaCode.count), isArea: false)
        else { return }
        throw FaxAddressError("+\(digits) has the \(name) prefix \(prefix) behind the area code")
    }

    /// The prefix with which digits begin.
    ///
    /// - Parameter isArea: whether an area code should stand there, which may begin with the national prefix where that is not 0 (Russia's 8,
    ///   and 812), but for North America's 1.
    private func prefix(of digits: Substring, isArea: Bool) -> (name: String, prefix: String)? {
        let mayBeginAreas = isArea && !nationalPrefix.hasPrefix("0") && countryCode != "1"
        if !nationalPrefix.isEmpty, !mayBeginAreas, digits.hasPrefix(nationalPrefix) {
            return ("national", nationalPrefix)
        }
        guard !internationalPrefix.isEmpty, !mayBeginAreas || nationalPrefix.isEmpty,
            digits.hasPrefix(internationalPrefix)
        else { return nil }
        return ("international", internationalPrefix)
    }
}
