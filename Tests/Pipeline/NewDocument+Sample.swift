import FaxModel
import Pipeline
import TestSupport

extension NewDocument {
    /// A document of an order that nobody needs to keep: its size and its bytes follow from the order. Some lie in the
    /// database, some are files, and some of those come in pieces, by the last two bits of its id.
    static func sample(_ role: String, of order: OrderID) -> NewDocument {
        let sizes = [2000, 50_000, 150_000, SpoolClient.inlineLimit + 50_000]
        let size = sizes[Int(order.rawValue % 4)]
        var generator = SeededGenerator(seed: order.rawValue &+ UInt64(role.utf8.count))
        let piece = (0..<100).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return NewDocument(Array(repeatElement(piece, count: size / piece.count).joined()))
    }

    /// How it is referred to.
    var reference: DocumentReference {
        DocumentReference(digest: digest, byteCount: bytes.count, mediaType: "application/octet-stream")
    }
}
