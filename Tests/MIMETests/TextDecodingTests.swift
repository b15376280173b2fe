import MIME
import Testing

@Suite struct TextDecodingTests {
    @Test(
        arguments: [
            ("utf-8", [0xC3, 0xA4], "ä"), ("UTF-8", [0xEF, 0xBB, 0xBF, 0x41], "A"), ("iso-8859-1", [0xE4, 0x80], "ä€"),
            ("us-ascii", [0xE4], "ä"), ("us-ascii", [0xC3, 0xA4], "ä"), ("windows-1251", [0xCF, 0xF0], "Пр"),
            ("koi8-r", [0xF0, 0xD2], "Пр"), ("shift_jis", [0x93, 0xFA, 0x96, 0x7B], "日本"),
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42], "日本"),
            ("gb2312", [0xC4, 0xE3, 0xBA, 0xC3], "你好"), ("big5", [0xA7, 0x41], "你"), ("euc-kr", [0xC7, 0xD1], "한"),
            ("iso-8859-8-i", [0xF9], "ש"), ("windows-1256", [0xE3], "م"), ("windows-1255", [0xF9, 0xED], "שם"),
            ("windows-1258", [0x61, 0xEA], "aê"), ("utf-16be", [0, 0x41, 0x20, 0xAC], "A€"),
            ("utf-16", [0xFF, 0xFE, 0x41, 0], "A"), ("utf-7", Array("+AOQ-".utf8), "ä"),
            ("\"utf-8\"", [0xC3, 0xA4], "ä"),
            ("cp1252", [0x80], "€"), ("macintosh", [0x8A], "ä"),
        ] as [(String, [UInt8], String)])
    func charsetsOfTheWorldAreDecoded(charset: String, bytes: [UInt8], text: String) {
        #expect(String(decoding: bytes, charset: charset) == text)
    }

    @Test func unknownCharsetIsGuessed() {
        #expect(String(decoding: [0xC3, 0xA4], charset: "x-martian") == "ä")
        #expect(String(decoding: [0x41, 0xE4], charset: "x-martian") == "Aä")
        #expect(String(decoding: [0xE4], charset: nil) == "ä")
        #expect(String(decoding: [], charset: "") == "")
    }

    @Test func whatACharsetDoesNotDefineBecomesTheReplacementCharacter() {
        #expect(String(decoding: [0x41, 0xFF, 0x42], charset: "utf-8") == "A\u{FFFD}B")
        #expect(String(decoding: [0x41, 0xFF, 0xFF, 0x42], charset: "euc-jp") == "A\u{FFFD}\u{FFFD}B")
        #expect(String(decoding: [0x41, 0x93], charset: "shift_jis") == "A\u{FFFD}")
    }

    @Test func charsetNamesThatAttackIconvAreUnknown() {
        for name in ["utf-8//translit", "../../etc/passwd", String(repeating: "x", count: 100_000), "\0", "%s%n"] {
            #expect(String(decoding: [0x41], charset: name) == "A")
        }
    }

    @Test func nulCharactersAreDropped() {
        #expect(String(decoding: [0x41, 0, 0x42], charset: "utf-8") == "AB")
    }
}
