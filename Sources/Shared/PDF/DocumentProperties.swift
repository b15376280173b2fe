import Foundation

/// What a PDF document says of itself, twice and the same: in the document information dictionary (ISO 32000-1 §14.3.3), which older
/// readers show, and in XMP (ISO 16684-1), which ISO 19005-2 §6.6 demands.
struct DocumentProperties {
    let title: String
    let created: Date
    let isArchival: Bool

    /// The entries of the information dictionary.
    var dictionary: String {
        let time = created.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(year: .padded(4))\(month: .twoDigits)\(day: .twoDigits)\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
        return "/Title \(Self.text(title)) /Producer (\(Self.producer)) /CreationDate (D:\(time)Z)"
    }

    /// The XMP packet.
    var packet: String {
        let time = created.formatted(.iso8601)
        let identification =
            isArchival ? "\n<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" : ""
        return """
            <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
             xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
             xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\(identification)
            <dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">\(Self.escaped(title))</rdf:li></rdf:Alt></dc:title>
            <pdf:Producer>\(Self.producer)</pdf:Producer>
            <xmp:CreateDate>\(time)</xmp:CreateDate>
            </rdf:Description>
            </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>
            """
    }

    private static let producer = "Faxpost"

    /// A text string (ISO 32000-1 §7.9.2.2) in UTF-16BE, as hexadecimal digits.
    private static func text(_ text: String) -> String {
        let digits = ([0xFEFF] + clean(text).utf16).map { unit in
            String(Int(unit) + 0x10000, radix: 16, uppercase: true).dropFirst()
        }
        return "<\(digits.joined())>"
    }

    private static func escaped(_ text: String) -> String {
        clean(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// Without control characters and noncharacters, which XML does not have (XML 1.0 §2.2).
    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
                }))
    }
}
