import FaxModel
import Foundation
import Testing

@Suite struct DocumentDigestTests {
    /// SHA-256 of no bytes (FIPS 180-4).
    private let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func thirtyTwoBytesAreSixtyFourDigits() throws {
        let digest = try #require(DocumentDigest(text))
        #expect(digest.bytes.prefix(3) == [0xE3, 0xB0, 0xC4])
        #expect(digest.bytes.last == 0x55)
        #expect(digest.description == text)
        #expect(DocumentDigest(bytes: digest.bytes) == digest)
        #expect(DocumentDigest(text.uppercased()) == digest)
    }

    @Test(arguments: [0, 31, 33, 64])
    func aDigestHasThirtyTwoBytes(count: Int) {
        #expect(DocumentDigest(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func otherTextIsRefused() {
        let half = String(repeating: "0", count: 32)
        for text in ["", half, half + half + "0", half + half + "00", String((half + half).dropLast()) + "g"] {
            #expect(DocumentDigest(text) == nil, "\(text)")
        }
        // 64 characters, or 64 octets, that are no ASCII digits.
        #expect(DocumentDigest(String(repeating: "\u{FF11}", count: 64)) == nil)
        #expect(DocumentDigest(String(repeating: "é", count: 32)) == nil)
    }

    @Test func jsonHasTheDigits() throws {
        let digests = [try #require(DocumentDigest(text))]
        let json = try JSONEncoder().encode(digests)
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([DocumentDigest].self, from: json) == digests)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([DocumentDigest].self, from: Data(#"["e3"]"#.utf8))
        }
    }
}
