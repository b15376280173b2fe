import FaxAddressing
import FaxModel
import Testing

@Suite("What an address names")
struct FaxAddressTests {
    /// What a local part is to be read as.
    struct Reading: Sendable, CustomStringConvertible {
        var localPart: String
        var number: String
        var subaddress: String?
        var name: String?
        var company: String?

        var description: String { localPart }

        init(
            _ localPart: String, _ number: String, subaddress: String? = nil, name: String? = nil,
            company: String? = nil
        ) {
            self.localPart = localPart
            self.number = number
            self.subaddress = subaddress
            self.name = name
            self.company = company
        }
    }

    @Test(arguments: [
        Reading("+4922812345", "+4922812345"), Reading("0228/123-45", "022812345"),
        Reading("+49 (0)228 12345", "+4922812345"),
        Reading("(0228) 12 345", "022812345"),
        // RFC 3192, RFC 2846.
        Reading("FAX=+4922812345", "+4922812345"),
        Reading("fax=+49.228.12345/t33s=17", "+4922812345", subaddress: "17"),
        Reading("/FAX=+4922812345/", "+4922812345"),
        Reading(
            "FAX=+4922812345/T33S=12#3*/ATTN=Jane Doe/ORG=Miller & Sons/OFNO=17/STR=Main Street 1/CO=Germany",
            "+4922812345", subaddress: "12#3*", name: "Jane Doe", company: "Miller & Sons"),
        Reading("/FN=Jane Doe/O=Miller/FAX=022812345/", "022812345", name: "Jane Doe", company: "Miller"),
        // Several systems have written the same name.
        Reading("Jane_Doe/FAX=022812345/CN=Jane Doe/ATTN=Jane Doe", "022812345", name: "Jane Doe"),
        Reading("FAX=022812345/O=Miller/ORG=Miller/ATTN=/CN=Jane", "022812345", name: "Jane", company: "Miller"),
        // Older gateways.
        Reading("Jane_Doe/fax=+4922812345/", "+4922812345", name: "Jane Doe"),
        Reading("jane.doe%022812345", "022812345", name: "jane.doe"), Reading("%022812345", "022812345"),
        // Notes.
        Reading("Jane Doe @ +49 228 12345 @ FAX", "+4922812345", name: "Jane Doe"),
        Reading("Jane_Doe%+49_228_12345%FAX".replacing("_228_", with: "228"), "+4922812345", name: "Jane Doe"),
        Reading("Jane Doe@022812345", "022812345", name: "Jane Doe"), Reading("022812345@FAX", "022812345"),
        // Exchange.
        Reading("IMCEAFAX-022812345", "022812345"), Reading("imceafax-+2B4922812345", "+4922812345"),
        Reading("IMCEAFAX-Jane+20Doe+40+2B49+20+28228+29+2012345", "+4922812345", name: "Jane Doe"),
        Reading("IMCEAFAX-J+C3+B6rg+400228_12345", "022812345", name: "Jörg"),
        Reading("IMCEAFAX-FAX=+2B4922812345_T33S=17", "+4922812345", subaddress: "17"),
    ])
    func isRead(_ reading: Reading) throws {
        var expected = FaxAddress(number: try #require(FaxNumber(reading.number)))
        expected.subaddress = reading.subaddress
        expected.name = reading.name
        expected.company = reading.company
        #expect(try FaxAddress(localPart: reading.localPart) == expected)
    }

    @Test(arguments: [
        ("", "it names no fax number"), ("jane.doe", "it names no fax number"), ("FAX", "it names no fax number"),
        ("FAX=", "'' is no number"), ("FAX=jane", "'jane' is no number"), ("FAX=+49+228", "'+49+228' is no number"),
        ("FAX=1/FAX=2", "it names two numbers; a mail to both has two recipients"),
        ("FAX=1/T33S=", "'' is no subaddress of 1 to 20 digits"),
        ("FAX=1/T33S=a", "'a' is no subaddress of 1 to 20 digits"),
        ("FAX=1/T33S=123456789012345678901", "'123456789012345678901' is no subaddress of 1 to 20 digits"),
        (
            "FAX=1/POSTD=p22",
            "what POSTD asks for is not dialled: senders choose numbers; what is dialled behind one is said by a rule of dialling.rules"
        ),
        ("FAX=1/ISUB=1", "ISUB can't be dialled: there is no ISDN subaddress on a telephone line"),
        ("FAX=0w0228123", "'0w0228123' has pauses or tones in it; only digits are dialled here"),
        ("FAX=123#", "'123#' has pauses or tones in it; only digits are dialled here"),
        ("FAX=p", "'p' is no number"), ("VOICE=+4922812345", "it names no fax number"),
        // Which of two values was meant, nobody could tell.
        ("FAX=1/T33S=1/T33S=2", "it says T33S twice"), ("FAX=1/attn=a/ATTN=b", "it says ATTN twice"),
        ("FAX=1/ATTN=Jane/CN=John", "it says the recipient's name in two ways, 'Jane' and 'John'"),
        ("Jane/FAX=1/PN=John", "it says the recipient's name in two ways, 'Jane' and 'John'"),
        ("FAX=1/O=Miller/ORG=Doe", "it says the company in two ways, 'Miller' and 'Doe'"),
        ("FAX=1/CO=a/CO=a", "it says CO twice"), ("Jane/John/FAX=1", "'John' is a second name"),
        ("FAX=1/X=2", "X is an unknown attribute"), ("FAX=1/jane", "'jane' after the number is no attribute"),
        // RFC 5321 appendix F.2: nobody is relayed to.
        ("1%host.example", "it names no fax number"), ("1@host.example", "it names no fax number"),
        ("IMCEAEX-_O=X", "it encapsulates an address of kind EX"),
        ("IMCEAFAX-+2", "what it encapsulates is encoded wrongly"),
        ("IMCEAFAX-+GG", "what it encapsulates is encoded wrongly"),
        ("IMCEAFAX-1+0D+0A2", "what it encapsulates is encoded wrongly"),
        ("IMCEAFAX-IMCEAFAX-1", "it names no fax number"),
    ])
    func isRefused(localPart: String, reason: String) {
        #expect(throws: FaxAddressError.self) { try FaxAddress(localPart: localPart) }
        do {
            _ = try FaxAddress(localPart: localPart)
        } catch {
            #expect(error.description == reason)
        }
    }
}
