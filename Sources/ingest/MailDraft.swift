import FaxModel
import MailHeaders
import NIOCore
import SMTP
import SealedHeaders

/// A mail while its data comes in: small as long as it can be, then on its way to the sink in pieces.
struct MailDraft {
    /// The order that it becomes.
    let order: OrderID
    /// Its envelope.
    let envelope: MailEnvelope
    /// Octets that the sink does not have yet; the Received: field is the first of them.
    private var pending: ByteBuffer
    /// The upload, once the mail is large.
    var upload: (any MailUpload)?
    /// The mail's Message-ID, once the first octets are taken; `nil` where it has none.
    private(set) var messageID: String?
    private let sealing: HeaderSealing
    private let receivedCount: Int
    /// The mail's header as it was sent, as far as it has come in.
    private(set) var header = HeaderCollector()
    private var isTaken = false
    /// Whether its first line claims to go on with a line before it: ours, which it would change.
    private(set) var beginsFolded = false
    /// Octets of it that are wanted, from its beginning; `nil` for all.
    var longest: Int?
    /// Octets in all as they have come, Received: field included.
    private(set) var octetCount: Int

    /// A mail that begins with its Received: field.
    ///
    /// - Parameter sealing: seals what of its header is not to be stored as it is.
    init(order: OrderID, envelope: MailEnvelope, receivedField: String, sealing: HeaderSealing) {
        self.sealing = sealing
        self.order = order
        self.envelope = envelope
        pending = ByteBuffer()
        pending.reserveCapacity(receivedField.utf8.count + min(envelope.announcedSize ?? 0, 64 << 10))
        pending.writeString(receivedField)
        octetCount = pending.readableBytes
        receivedCount = octetCount
        header.append(pending.readableBytesView)
    }

    /// Takes the next octets.
    mutating func append(_ data: ByteBuffer) {
        if octetCount == receivedCount, let first = data.readableBytesView.first {
            beginsFolded = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
        }
        octetCount += data.readableBytes
        header.append(data.readableBytesView)
        let room = longest.map { max(0, $0 - pending.readableBytes) } ?? data.readableBytes
        guard let wanted = data.getSlice(at: data.readerIndex, length: min(room, data.readableBytes)) else { return }
        pending.writeImmutableBuffer(wanted)
    }

    /// Octets that have to go to the sink before more are taken; `nil` when there is room.
    ///
    /// - Parameter limit: octets to which a mail is held here, but for its header, which stays whole; a large mail goes on in pieces of
    ///   that size.
    mutating func piece(beyond limit: Int) -> MailPiece? {
        guard pending.readableBytes > limit, isTaken || header.isComplete || header.isTooLong else { return nil }
        return takePending()
    }

    /// All octets that the sink does not have yet.
    mutating func takePending() -> MailPiece {
        let octets = Array(pending.readableBytesView)
        pending = ByteBuffer()
        guard !isTaken else { return MailPiece(octets: octets) }
        isTaken = true
        messageID = MessageIDField.find(in: header.octets)
        return MailPiece(octets: octets, header: min(header.octets.count, octets.count), sealing: sealing)
    }
}

/// Octets of a mail on their way to the sink.
struct MailPiece: Sendable {
    /// As they have come.
    private let octets: [UInt8]
    private var header = 0
    private var sealing: HeaderSealing?

    fileprivate init(octets: [UInt8], header: Int = 0, sealing: HeaderSealing? = nil) {
        self.octets = octets
        self.header = header
        self.sealing = sealing
    }

    /// As they are stored: what the header has of secrets is sealed. A header may be so large that this takes a while.
    var sealed: [UInt8] { sealing?.sealed(octets, header: header) ?? octets }
}
