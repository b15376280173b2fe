import Configuration
import Testing

@testable import render

@Suite("What is in Outlook's envelopes", .timeLimit(.minutes(20))) struct TNEFReaderTests {
    private func parts(
        _ envelope: [UInt8], hasText: Bool = true, settings: String = "", kinds: PrintableKinds = .all
    ) async throws -> [String] {
        let reader = TNEFReader(
            sandbox: try TestRendering.sandbox(settings), tnef: try TestRendering.settings(settings).tnef,
            kinds: kinds)
        return try await reader.parts(of: envelope, hasText: hasText).map { part in
            switch part.content {
            case .text(let text): "text \(part.name): \(text)"
            case .pdf: "pdf \(part.name)"
            case .tiff: "tiff \(part.name)"
            case .omitted(let reason): "omitted \(part.name): \(reason)"
            case .office(let kind, _): "\(kind) \(part.name)"
            case .html, .image, .tnef, .signed: "something else"
            }
        }
    }

    @Test func documentsAreKnownByTheirContentAndEachIsThere() async throws {
        let envelope = TestTNEF(files: [
            ("a.bin", TestPDF(texts: ["A"]).bytes), ("b.tif", try TestRendering.tiff([TestRendering.pattern()])),
            ("c.txt", Array("Grüße".utf8)), ("c.txt", Array("again".utf8)), ("d.doc", [0xD0, 0xCF]),
            ("e.dat", TestTNEF(files: []).bytes), ("readme", Array("Read me".utf8)),
        ])
        #expect(
            try await parts(envelope.bytes) == [
                "pdf a.bin", "tiff b.tif", "text c.txt: Grüße", "text c.txt.1: again",
                "omitted d.doc: Documents of its kind can't be printed.",
                "omitted e.dat: It is an envelope of Outlook's within another.", "text readme: Read me",
            ])
    }

    @Test func itsTextIsPrintedWhereTheMailHasNoOther() async throws {
        let envelope = TestTNEF(files: [("c.txt", Array("C".utf8))], text: "Hello\r\n").bytes
        #expect(try await parts(envelope, hasText: false) == ["text winmail.dat: Hello\r\n", "text c.txt: C"])
        #expect(try await parts(envelope) == ["text c.txt: C"])
        #expect(try await parts(TestTNEF(files: [], text: "Hello").bytes) == [])
    }

    @Test func aFormattedTextIsPrintedOrSaidToBeLeftOutWhereTheMailHasNoOther() async throws {
        let rtf = "{\\rtf1\\ansi Dear Mr Miller\\par}"
        let reason = "omitted the text in winmail.dat: It is formatted, and there is no plain text beside it."
        let envelope = TestTNEF(files: [], rtf: rtf).bytes
        #expect(try await parts(envelope, hasText: false) == ["richText the text in winmail.dat"])
        #expect(try await parts(envelope, hasText: false, kinds: []) == [reason])
        #expect(try await parts(TestTNEF(files: [], rtf: rtf).bytes) == [])
        let both = TestTNEF(files: [], text: "Hello", rtf: rtf).bytes
        #expect(try await parts(both, hasText: false) == ["text winmail.dat: Hello"])
    }

    @Test func namesLeadNowhere() async throws {
        let envelope = TestTNEF(files: [
            ("../../../etc/passwd.txt", Array("A".utf8)), ("/tmp/x.txt", Array("B".utf8)),
            (String(repeating: "n", count: 150) + ".txt", Array("C".utf8)),
        ])
        let parts = try await parts(envelope.bytes)
        #expect(parts.count == 3 && parts.allSatisfy { $0.hasPrefix("text ") })
        #expect(parts.contains { $0.contains(String(repeating: "n", count: 150)) })
    }

    @Test(arguments: [
        [0x78, 0x9F, 0x3E, 0x22], [0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        Array(TestTNEF(files: [("a.txt", [1, 2, 3])]).bytes.dropLast(6)),
    ])
    func whatIsBrokenIsSaidToBe(envelope: [UInt8]) async throws {
        let error = await #expect(throws: ConversionError.self) { try await parts(envelope, hasText: false) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test func moreThanFitsIntoTheSandboxIsLeftOut() async throws {
        let envelope = TestTNEF(files: [("a.bin", [UInt8](repeating: 1, count: 3 << 20))]).bytes
        await #expect(throws: ConversionError.self) { try await parts(envelope, settings: "sandbox: {disk: 1MiB}") }
    }

    @Test func withoutTheProgramItIsSaidWhatIsMissing() async throws {
        let envelope = TestTNEF(files: [("a.txt", [1])]).bytes
        await #expect(throws: ConversionError.self) { try await parts(envelope, settings: "tnef: /nowhere/tnef") }
    }

    // MARK: The archive

    @Test func anArchiveThatIsNoneIsNone() {
        #expect(TarArchive([]) == nil)
        #expect(TarArchive([UInt8](repeating: 0, count: 1024))?.files == [])
        #expect(TarArchive([UInt8](repeating: 0x41, count: 2048)) == nil)
        var header = [UInt8](repeating: 0, count: 512)
        header.replaceSubrange(257..<262, with: "ustar".utf8)
        for size in ["77777777777", "-1", "9", "00000002001"] {
            header.replaceSubrange(124..<136, with: size.utf8 + [UInt8](repeating: 0, count: 12 - size.utf8.count))
            #expect(TarArchive(header + [UInt8](repeating: 0, count: 1024)) == nil, "\(size)")
        }
    }
}
