import FaxModel

extension RequestField {
    /// The fields that senders may use, as docs/HEADERS.md describes them, in its order.
    public static let all: [RequestField] =
        recipients + schedule + sending + pages + coverPage + accounts + notification

    private static let recipients = [
        RequestField(
            number, synonyms: [dialString],
            expecting: "numbers with commas between them, each such as +4922812345; name=\"Jane Doe\"",
            isRepeatable: true
        ) { text, draft throws(BadValue) in
            if draft.name.lowercased() == dialString.lowercased() { try checkDialString(text) }
            draft.recipients += try RecipientList.parse(
                text, room: RecipientList.longest - draft.recipients.count)
        }
    ]

    private static let dialString = "X-Fax-Dialstring"

    /// HylaFAX's is what a modem dials for one fax: a comma in it is a pause, and begins no second number.
    private static func checkDialString(_ text: String) throws(BadValue) {
        guard text.prefix(while: { $0 != ";" }).contains(where: { ",wWpP!".contains($0) }) else { return }
        throw BadValue(
            "one number without pauses and waits: how an outside line is reached is the line's matter, and X-Fax-Number lists several"
        )
    }

    private static let schedule: [RequestField] = [
        .choice("X-Fax-Priority", \.priority, words: HylaFAXWords.priorities),
        .time("X-Fax-Not-Before", synonyms: ["X-Fax-SendTime"], \.notBefore),
        .time("X-Fax-Expires", synonyms: ["X-Fax-KillTime"], \.expires),
        .number("X-Fax-Tries", synonyms: ["X-Fax-MaxTries"], in: 1...100, \.tries),
        .number("X-Fax-Dials", synonyms: ["X-Fax-MaxDials"], in: 1...100, \.dials),
        RequestField(
            "X-Fax-Retry-Interval", synonyms: ["X-Fax-RetryTime"],
            expecting: "a while from 30s to 1d, such as 5m or 5 minutes"
        ) { text, draft throws(BadValue) in
            guard let interval = Duration(requested: text), (.seconds(30) ... .seconds(86_400)).contains(interval)
            else { throw BadValue() }
            draft.options.retryInterval = Int(interval.components.seconds)
        },
    ]

    private static let sending: [RequestField] = [
        .choice("X-Fax-Coding", synonyms: ["X-Fax-DesiredDF"], \.coding, words: HylaFAXWords.codings),
        .flag("X-Fax-Error-Correction", synonyms: ["X-Fax-DesiredEC"], words: HylaFAXWords.errorCorrection) {
            $1.errorCorrection = $0
        },
        RequestField(
            "X-Fax-Maximum-Rate", synonyms: ["X-Fax-DesiredSpeed"],
            expecting: "2400, 4800, 7200, 9600, 12000 or 14400"
        ) { text, draft throws(BadValue) in
            guard let rate = Int(text), Modulation.bitRates.contains(rate) else {
                throw BadValue()
            }
            draft.options.maximumRate = rate
        },
        RequestField("X-Fax-Line-Group", synonyms: ["X-Fax-Modem"], expecting: "a group of lines that there is") {
            text, draft throws(BadValue) in
            let group = Lane(rawValue: text)
            guard draft.lineGroups.contains(group) else {
                throw BadValue("one of \(draft.lineGroups.map(\.rawValue).sorted().joined(separator: ", "))")
            }
            draft.options.lineGroup = group
        },
        RequestField("X-Fax-Station-Id", synonyms: ["X-Fax-TSI"], expecting: "1 to 20 characters of ASCII") {
            text, draft throws(BadValue) in
            guard (1...20).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw BadValue()
            }
            draft.options.stationID = text
        },
        RequestField("X-Fax-Password", expecting: FaxWord.expectation, isSecret: true) {
            text, draft throws(BadValue) in
            let password = StoredSecret(stored: text)
            guard FaxWord.canBe(text) || draft.takesSealed && password.sealed != nil else { throw BadValue() }
            draft.options.password = password
        },
        RequestField(
            "X-Fax-Header-Line", synonyms: ["X-Fax-TagLine"],
            expecting: "on, off, or a text of up to \(FieldLimits.headerLine) printable characters without %"
        ) { text, draft throws(BadValue) in
            switch text.lowercased() {
            case "on": draft.options.headerLine = .on
            case "off": draft.options.headerLine = .off
            default:
                // HylaFAX has a format behind it, of which nothing is known here.
                guard !text.contains("%"), let text = try? TextRule(limit: FieldLimits.headerLine).checked(text) else {
                    throw BadValue()
                }
                draft.options.headerLine = .text(text)
            }
        },
    ]

    private static let pages: [RequestField] = [
        .choice("X-Fax-Resolution", synonyms: ["X-Fax-VRes"], \.resolution, words: HylaFAXWords.resolutions),
        RequestField("X-Fax-Page-Range", synonyms: ["X-Fax-PageRange"], expecting: "pages such as 1,3-5,8-") {
            text, draft throws(BadValue) in
            guard let range = PageRange(text) else { throw BadValue() }
            draft.options.pageRange = range
        },
        .choice("X-Fax-Paper", synonyms: ["X-Fax-PageSize"], \.paper, words: HylaFAXWords.papers),
        .choice("X-Fax-Orientation", \.orientation),
    ]

    private static let accounts: [RequestField] = [
        .text("X-Fax-Reference", synonyms: ["X-Fax-JobTag"], limit: FieldLimits.reference) { $1.reference = $0 },
        .text("X-Fax-Billing-Code", limit: FieldLimits.billingCode) { $1.billingCode = $0 },
    ]
}
