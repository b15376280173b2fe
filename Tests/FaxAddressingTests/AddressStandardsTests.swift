import FaxAddressing
import FaxModel
import Testing

/// What the standards say of fax addresses, by their sections.
@Suite("RFC 3191, RFC 3192 and RFC 2846") struct AddressStandardsTests {
    private func address(_ localPart: String) throws -> FaxAddress {
        try FaxAddress(localPart: localPart)
    }

    private func reason(_ localPart: String) -> String? {
        do {
            _ = try FaxAddress(localPart: localPart)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("RFC 3191 §2: a global phone number has a plus sign, digits, and hyphens and dots that mean nothing")
    func globalPhone() throws {
        for written in ["+12027653000", "+1-202-765-3000", "+1.202.765.3000", "+1-202.7653000"] {
            #expect(try address("FAX=\(written)").number.digits == "+12027653000", "\(written)")
        }
    }

    @Test("RFC 3191 §2: the service selector is FAX, in either case; another service is not ours")
    func serviceSelector() throws {
        for selector in ["FAX", "fax", "Fax"] { #expect(try address("\(selector)=+1202").number.digits == "+1202") }
        for selector in ["VOICE", "SMS", "PAGER"] { #expect(reason("\(selector)=+12027653000") != nil, "\(selector)") }
    }

    @Test("RFC 3191 §2: an element that is not known may not be ignored; nor is its mail sent elsewhere")
    func unknownElements() {
        #expect(reason("FAX=+1202/XTRA=1") == "XTRA is an unknown attribute")
        #expect(reason("FAX=+1202/=1") != nil)
    }

    @Test("RFC 3192 §2: T33S is the T.33 subaddress of the fax; each subaddress is a mailbox of its own")
    func subaddress() throws {
        let fax = try address("FAX=+12027653000/T33S=6377")
        #expect(fax.number.digits == "+12027653000" && fax.subaddress == "6377")
        #expect(try address("FAX=+12027653000/T33S=6377") != address("FAX=+12027653000/T33S=6378"))
        #expect(reason("FAX=+1202/T33S=") != nil && reason("FAX=+1202/T33S=63-77") != nil)
    }

    @Test("RFC 2846 §2: a local phone number is what is dialled here, as far as it is digits")
    func localPhone() throws {
        #expect(try address("FAX=0228-12345").number.digits == "022812345")
        for written in ["9p0228123", "0w0228123", "0228*1#", "0228A1"] {
            #expect(reason("FAX=\(written)")?.hasSuffix("only digits are dialled here") == true, "\(written)")
        }
    }

    @Test("RFC 2846 §2: a subaddress of ISDN and a post-dial string are known, and refused with the reason")
    func subAddressAndPostDial() {
        #expect(reason("FAX=+1202/ISUB=1234")?.hasPrefix("ISUB can't be dialled") == true)
        #expect(reason("FAX=+1202/POSTD=w1w2")?.hasPrefix("what POSTD asks for is not dialled") == true)
        #expect(reason("FAX=+1202/T33S=1/POSTD=pp3") != nil)
    }

    @Test("RFC 2846 §3: recipient elements may stand in any order; name and organisation are printed")
    func recipientElements() throws {
        let fax = try address("FAX=+1202/CO=Italy/ORG=Meteorite Ltd/ATTN=Mario_Rossi/OFNO=12/ZIP=I-34012/T33S=3")
        #expect(fax.name == "Mario Rossi" && fax.company == "Meteorite Ltd" && fax.subaddress == "3")
        for key in ["OFNO", "OFNA", "STR", "ADDR", "ADDU", "ADDL", "POB", "ZIP", "CO"] {
            let plain = try address("FAX=+1202/\(key)=x")
            #expect(plain.name == nil && plain.company == nil, "\(key)")
        }
    }

    @Test("RFC 2846 §4: an address of this kind stands in the local part with a slash at either end, or without")
    func slashes() throws {
        for localPart in ["FAX=+1202/ATTN=x", "/FAX=+1202/ATTN=x/", "/FAX=+1202/ATTN=x", "FAX=+1202/ATTN=x/"] {
            let fax = try address(localPart)
            #expect(fax.number.digits == "+1202" && fax.name == "x", "\(localPart)")
        }
    }

    @Test("RFC 6531 §3.3: names in UTF-8 are names")
    func internationalised() throws {
        #expect(try address("FAX=+1202/ATTN=Jürgen_Groß/ORG=株式会社").name == "Jürgen Groß")
        #expect(try address("FAX=+1202/ORG=株式会社").company == "株式会社")
        #expect(try address("Ελένη%+1202").name == "Ελένη")
        #expect(try address("Jürgen Groß @ +1202 @ FAX").name == "Jürgen Groß")
        #expect(reason("Jürgen") == "it names no fax number")
        #expect(reason("+١٢٣٤") != nil, "digits of other scripts are nobody's number")
    }
}
