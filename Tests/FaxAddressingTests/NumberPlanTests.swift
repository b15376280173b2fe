import FaxAddressing
import FaxModel
import Testing

@Suite("How numbers are understood")
struct NumberPlanTests {
    private static let bonn = NumberPlan(countryCode: "49", areaCode: "228", extensionDigits: 3)
    private static let newYork = NumberPlan(
        countryCode: "1", areaCode: "212", internationalPrefix: "011", nationalPrefix: "1")
    private static let madrid = NumberPlan(countryCode: "34", nationalPrefix: "")
    private static let anywhere = NumberPlan()

    @Test(arguments: [
        (bonn, "+3312345678", "+3312345678"), (bonn, "003312345678", "+3312345678"), (bonn, "03012345", "+493012345"),
        (bonn, "12345", "+4922812345"), (bonn, "123", "123"), (bonn, "001", "001"),
        (newYork, "12125551234", "+12125551234"), (newYork, "2125551234", "+12125551234"),
        (newYork, "5551234", "+12125551234"), (newYork, "011492281234", "+492281234"),
        (madrid, "911234567", "+34911234567"), (madrid, "00492281234", "+492281234"),
        (
            NumberPlan(countryCode: "7", areaCode: "812", internationalPrefix: "810", nationalPrefix: "8"),
            "+78121234567", "+78121234567"
        ),
        (anywhere, "+4922812345", "+4922812345"), (anywhere, "004922812345", "+4922812345"),
    ])
    func aNumberIsMadeInternational(plan: NumberPlan, written: String, number: String) throws {
        #expect(try plan.resolve(try #require(FaxNumber(written))) == FaxNumber(number))
    }

    @Test(arguments: [
        (anywhere, "022812345", "022812345 is no international number; write + and the country code before it"),
        (NumberPlan(countryCode: "49"), "12345", "12345 has no area code"),
        (bonn, "+0228", "+0228 is no international number"), (bonn, "+123", "+123 is no international number"),
        (bonn, "+1234567890123456", "+1234567890123456 is no international number"),
        (bonn, "0000", "+00 is no international number"),
        (bonn, "+490900123456", "+490900123456 has the national prefix 0 behind the country code"),
        (bonn, "00490900123456", "+490900123456 has the national prefix 0 behind the country code"),
        (bonn, "+492280900123456", "+492280900123456 has the national prefix 0 behind the area code"),
        (bonn, "0228006821234", "+49228006821234 has the national prefix 0 behind the area code"),
        (madrid, "+34001900123", "+34001900123 has the international prefix 00 behind the country code"),
        (newYork, "+12121900123456", "+12121900123456 has the national prefix 1 behind the area code"),
    ])
    func whatCannotBeToldIsRefused(plan: NumberPlan, written: String, reason: String) throws {
        let number = try #require(FaxNumber(written))
        do {
            let resolved = try plan.resolve(number)
            Issue.record("\(written) became \(resolved)")
        } catch {
            #expect(error.description == reason)
        }
    }

    @Test func costlyNumbersAreKnownHoweverTheyAreWritten() throws {
        let costly = CostlyNumbers(premiumPrefixes: ["+49900"], emergencyNumbers: ["112"])
        let kinds = try ["0900123456", "+49900123456", "112", "+49112", "0228112", "09001"].map { written in
            let number = try #require(FaxNumber(written))
            return costly.kind(of: try Self.bonn.resolve(number), written: number, Self.bonn)
        }
        #expect(
            kinds == [
                .premiumRate, .premiumRate, .emergency("112"), .emergency("112"), .emergency("112"), .premiumRate,
            ])
    }

    @Test(
        "A line may dial it without its area code, and a telephone system take its beginning for the way out: it is what it is then"
    )
    func costlyNumbersBehindOtherDigits() throws {
        var plan = Self.bonn
        plan.extensionDigits = 8
        let costly = CostlyNumbers(premiumPrefixes: ["+49900", "118"], emergencyNumbers: ["112"])
        let kinds = try [
            "+4922811833", "022811833", "011833", "0011833", "00900123", "09001234", "+49228112", "+492289001",
            "02281128",
            "90012345",
            "03011833", "1187",
        ].map { written in
            let number = try #require(FaxNumber(written))
            return costly.kind(of: try plan.resolve(number), written: number, plan)
        }
        #expect(
            kinds == [
                .premiumRate, .premiumRate, .premiumRate, .premiumRate, .premiumRate, .premiumRate, .emergency("112"),
                nil, nil, nil,
                nil, nil,
            ])
    }

    @Test func whereNoPrefixIsDialledAShortNumberIsDialledAsItIs() throws {
        let costly = CostlyNumbers(premiumPrefixes: ["118"], emergencyNumbers: ["112"])
        for written in ["11818", "+3411818"] {
            let number = try #require(FaxNumber(written))
            #expect(costly.kind(of: try Self.madrid.resolve(number), written: number, Self.madrid) == .premiumRate)
        }
    }

    @Test func anExtensionThatIsAnEmergencyNumberBehindAPrefixIsOne() throws {
        var plan = Self.bonn
        plan.extensionDigits = 5
        let costly = CostlyNumbers(premiumPrefixes: [], emergencyNumbers: ["112"])
        let kinds = try ["0112", "00112", "1120", "2112"].map { written in
            let number = try #require(FaxNumber(written))
            return costly.kind(of: try plan.resolve(number), written: number, plan)
        }
        #expect(kinds == [.emergency("112"), .emergency("112"), nil, nil])
    }
}
