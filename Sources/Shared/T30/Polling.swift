/// What is asked of a station that has documents (T.30 §5.3.6.1.2): the caller sends DTC, and receives.
public struct PollingRequest: Hashable, Sendable {
    /// Which document is wanted (SEP); `nil` for the one that there is.
    public var address: StationID?
    /// The password (PWD); `nil` for none.
    public var password: StationID?

    /// A request.
    public init(address: StationID? = nil, password: StationID? = nil) {
        self.address = address
        self.password = password
    }
}

/// A document that our station has for callers who poll (DIS bit 9). One station may have several, by their addresses.
public struct PollingOffer: Hashable, Sendable {
    /// Its pages, at least one.
    public var pages: [PageFormat]
    /// The address (SEP) that a caller must give; `nil` for any.
    public var address: StationID?
    /// The password (PWD) that a caller must give; `nil` for none.
    public var password: StationID?
    /// How it is sent.
    public var policy: SendingPolicy

    /// A document of these pages.
    public init(
        pages: [PageFormat], address: StationID? = nil, password: StationID? = nil,
        policy: SendingPolicy = SendingPolicy()
    ) {
        precondition(!pages.isEmpty, "a document without pages is not offered")
        self.pages = pages
        self.address = address
        self.password = password
        self.policy = policy
    }

}

extension [PollingOffer] {
    /// Which of the documents a caller gets that sent these frames with its DTC; `nil` for none.
    ///
    /// By its address (SEP) it gets the document of that address, and no other. Without one it gets the first that has none; so
    /// does a caller with an address where no document has any. The password (PWD) must be that of the document.
    func index(for frames: [Frame]) -> Int? {
        func text(_ field: FacsimileControlField) -> StationID? {
            frames.last { $0.field == field }.flatMap { StationID(field: $0.information) }
        }
        let wanted = contains { $0.address != nil } ? text(.sep) : nil
        return firstIndex { $0.address == wanted && ($0.password == nil || $0.password == text(.pwd)) }
    }
}

/// The two stations change roles in phase B: who has sent receives, or the other way round.
struct Turnaround: Hashable, Sendable {
    /// The signal that brought it about: DIS or DTC with what goes before it.
    var frames: [Frame]
    /// What is to be reported so far.
    var report: CallReport
}

/// Which of the two stations we are.
enum Role: Hashable, Sendable {
    /// We have dialled, and have received the far end's DIS.
    case calling
    /// We have answered, and have sent a DIS.
    case called
}
