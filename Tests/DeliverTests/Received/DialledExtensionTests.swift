import FaxAddressing
import FaxModel
import Testing
import UserProfiles

@testable import deliver

@Suite("The extension that was called")
struct DialledExtensionTests {
    private func digits(_ dialled: String?, own: String?, polled: FaxNumber? = nil) -> String? {
        let plan = NumberPlan(countryCode: "49", areaCode: "228", extensionDigits: 3)
        let extensions = DialledExtension(numbers: OwnNumbers(plan, own: own.flatMap { FaxNumber($0) }))
        var fax = SampleFax.fax()
        fax.caller.dialled = dialled
        fax.polled = polled
        return extensions.digits(of: fax)
    }

    @Test(
        "Exchanges tell it alone, or as the end of our number in whatever form",
        arguments: ["210", "0228899210", "+49228899210", "228899210", "899210"])
    func forms(dialled: String) {
        #expect(digits(dialled, own: "+49228899") == "210")
    }

    @Test("It is not made up: of our number alone, of another number, of nothing, and of a fax that we fetched")
    func unknown() {
        #expect(digits("0228899", own: "+49228899") == nil)
        #expect(digits("+4930123456", own: "+49228899") == nil)
        #expect(digits(nil, own: "+49228899") == nil)
        #expect(digits("0228899210", own: nil) == nil)
        #expect(digits("210", own: nil) == "210")
        #expect(digits("210", own: "+49228899", polled: FaxNumber("+4930123456")) == nil)
    }
}
