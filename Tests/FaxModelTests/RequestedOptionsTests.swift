import FaxModel
import Foundation
import Testing

/// What header fields ask for, on its way through the spool: an older version's payloads have none of it, and a newer one's are
/// written so.
@Suite("What header fields ask for, in the spool") struct RequestedOptionsTests {
    private static var options: FaxOptions {
        var options = FaxOptions()
        options.billingCode = "KST 1"
        (options.tries, options.dials, options.retryInterval) = (2, 3, 300)
        (options.coding, options.errorCorrection, options.maximumRate) = (.mr, false, 9600)
        options.lineGroup = Lane(rawValue: "abroad")
        (options.stationID, options.headerLine) = ("+49 228", .text("Kai"))
        options.cover = CoverFields(
            subject: "s", comments: "c", recipient: Party(name: "n", location: "l"), sender: Party(company: "C"),
            rows: [CoverFields.Row(label: "a", text: "b")])
        (options.pageRange, options.paper, options.orientation) = (PageRange("2-3,5-"), .letter, .landscape)
        options.notification = NotificationRequest(
            events: [.failure, .delay], recipient: "a@b", format: .json, hasDocument: true)
        options.warnings = ["w"]
        return options
    }

    private static let json = """
        {"billingCode":"KST 1","coding":"MR","cover":{"comments":"c","recipient":{"location":"l","name":"n"},\
        "rows":[{"label":"a","text":"b"}],"sender":{"company":"C"},"subject":"s"},"coverPage":true,"dials":3,\
        "errorCorrection":false,"headerLine":{"text":{"_0":"Kai"}},"lineGroup":"abroad","maximumRate":9600,\
        "notification":{"events":6,"format":"json","hasDocument":true,"recipient":"a@b"},"orientation":"landscape",\
        "pageRange":"2-3,5-","paper":"letter","priority":"normal","resolution":"fine","retryInterval":300,\
        "stationID":"+49 228","tries":2,"warnings":["w"]}
        """

    @Test func isWrittenAndReadAsItIs() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(Self.options), as: UTF8.self) == Self.json)
        #expect(try JSONDecoder().decode(FaxOptions.self, from: Data(Self.json.utf8)) == Self.options)
    }

    @Test(arguments: [(HeaderLine.on, #"{"on":{}}"#), (.off, #"{"off":{}}"#)])
    func headerLines(line: HeaderLine, json: String) throws {
        #expect(String(decoding: try JSONEncoder().encode(line), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(HeaderLine.self, from: Data(json.utf8)) == line)
    }

    @Test func whatIsSaidOfOneGoesBeforeWhatIsSaidOfAll() {
        let all = CoverFields(
            subject: "s", comments: "c", recipient: Party(name: "n", company: "C"),
            rows: [CoverFields.Row(label: "a", text: "b")])
        #expect(all.overlaid(by: nil) == all && CoverFields().overlaid(by: all) == all)
        let one = CoverFields(
            comments: "d", recipient: Party(name: "m"), sender: Party(name: "x"),
            rows: [CoverFields.Row(label: "e", text: "f")])
        #expect(
            all.overlaid(by: one)
                == CoverFields(
                    subject: "s", comments: "d", recipient: Party(name: "m", company: "C"), sender: Party(name: "x"),
                    rows: [CoverFields.Row(label: "a", text: "b"), CoverFields.Row(label: "e", text: "f")]))
    }

    @Test func headerFieldsGoBeforeTheEnvelopeAndThatBeforeTheUsual() {
        #expect(NotificationEvents.wanted(header: nil, envelope: nil) == [.success, .failure])
        #expect(NotificationEvents.wanted(header: nil, envelope: []) == [])
        #expect(NotificationEvents.wanted(header: .delay, envelope: []) == .delay)
        #expect(NotificationEvents.wanted(header: [], envelope: .delay) == [])
        #expect(NotificationEvents.wanted(header: nil, envelope: nil, standard: .delay) == .delay)
        #expect(NotificationEvents.wanted(header: nil, envelope: .success, standard: .delay) == .success)
    }

    @Test func codingsByHowDenseTheyAre() {
        #expect(CodingScheme.mh.upToHere == [.mh] && CodingScheme.mr.upToHere == [.mh, .mr])
        #expect(CodingScheme.mmr.upToHere == Set(CodingScheme.allCases))
    }
}
