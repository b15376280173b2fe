import FaxModel
import NIOCore
import SMTP

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
    /// The values of the mail's Authentication-Results fields, once the first octets are taken; the topmost first.
    private(set) var authenticationResults: [String] = []
    /// Whether they are looked for.
    private let readsAuthentication: Bool
    private var isTaken = false
    /// Octets in all, Received: field included.
    private(set) var octetCount: Int

    /// A mail that begins with its Received: field.
    ///
    /// - Parameter readsAuthentication: whether its Authentication-Results fields matter.
    init(order: OrderID, envelope: MailEnvelope, receivedField: String, readsAuthentication: Bool = false) {
        self.readsAuthentication = readsAuthentication
        self.order = order
        self.envelope = envelope
        pending = ByteBuffer()
        pending.reserveCapacity(receivedField.utf8.count + min(envelope.announcedSize ?? 0, 64 << 10))
        pending.writeString(receivedField)
        octetCount = pending.readableBytes
    }

    /// Takes the next octets.
    mutating func append(_ data: ByteBuffer) {
        pending.writeImmutableBuffer(data)
        octetCount += data.readableBytes
    }

    /// Octets that have to go to the sink before more are taken; `nil` when there is room.
    ///
    /// - Parameter limit: octets to which a mail is held here; a large mail goes on in pieces of that size.
    mutating func piece(beyond limit: Int) -> [UInt8]? {
        guard pending.readableBytes > limit else { return nil }
        return takePending()
    }

    /// All octets that the sink does not have yet.
    mutating func takePending() -> [UInt8] {
        let octets = Array(pending.readableBytesView)
        pending = ByteBuffer()
        if !isTaken {
            messageID = MessageIDField.find(in: octets)
            if readsAuthentication {
                authenticationResults = LeadingFields.values(of: "authentication-results", in: octets)
            }
        }
        isTaken = true
        return octets
    }
}
