import FaxModel
import Testing

@testable import Pipeline

@Suite("The names of documents")
struct DocumentHashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func theDigestIsThatOfTheStandard(_ text: String, _ digest: String) {
        #expect(DocumentDigest(of: Array(text.utf8)).description == digest)
    }

    @Test func piecesGiveTheDigestOfTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        for size in [1, 63, 64, 65, 999] {
            var hash = DocumentHash()
            for start in stride(from: 0, to: bytes.count, by: size) {
                hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(hash.finish() == DocumentDigest(of: bytes))
        }
    }

    @Test func theDigestSoFarCanBeReadAndMoreCanFollow() {
        var hash = DocumentHash()
        hash.update(Array("ab".utf8))
        #expect(hash.finish() == DocumentDigest(of: Array("ab".utf8)))
        hash.update(Array("c".utf8))
        #expect(hash.finish() == DocumentDigest(of: Array("abc".utf8)))
    }

    @Test func aDocumentThatIsAddedTwiceTravelsOnce() {
        var completion = Completion(.done)
        let first = completion.add(Array("abc".utf8), mediaType: "text/plain")
        let second = completion.add(Array("abc".utf8), mediaType: "message/rfc822")
        #expect(completion.documents == [NewDocument(Array("abc".utf8))])
        #expect(first.digest == second.digest)
        #expect(first.byteCount == 3)
        #expect(second.mediaType == "message/rfc822")
    }
}
