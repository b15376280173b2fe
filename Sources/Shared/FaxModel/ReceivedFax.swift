public import Foundation

/// A fax that came in by a call, or was fetched by one: the payload of a task of stage `enrich`, lane `received`. While the call is under way it
/// is what has come so far, and stands for all there is should its worker die.
public struct ReceivedFax: Hashable, Sendable, Codable {
    /// A page that is on disk.
    public struct Page: Hashable, Sendable, Codable {
        /// The page: a TIFF file of one page, coded in T.6.
        public var document: DocumentReference
        /// Dots an inch across the page.
        public var horizontal: Int
        /// Lines an inch down the page.
        public var vertical: Int
        /// Rows of the page.
        public var rows: Int
        /// Rows that came damaged, and are shown as the row above them.
        public var badRows: Int
        /// Whether the caller was told that the page has arrived (MCF or RTP); where that is not known, it is not.
        public var isConfirmed: Bool

        /// A page of this density that nobody has confirmed.
        public init(document: DocumentReference, horizontal: Int, vertical: Int, rows: Int, badRows: Int) {
            self.document = document
            self.horizontal = horizontal
            self.vertical = vertical
            self.rows = rows
            self.badRows = badRows
            isConfirmed = false
        }
    }

    /// The only job of the order that the call makes.
    public var job: JobID
    /// The call.
    public var call: CallID
    /// The line that answered.
    public var line: String
    /// The line's group.
    public var group: Lane
    /// What the exchange said of the caller.
    public var caller: CallerIdentification
    /// The number that we dialled to fetch the fax (polling); `nil` for a call that came in.
    public var polled: FaxNumber?
    /// The mail address for which it was fetched; `nil` where that is not told.
    public var recipient: String?
    /// What the far end calls itself (TSI), without padding.
    public var remoteStation: String?
    /// The subaddress for which the fax is (SUB).
    public var subaddress: String?
    /// What our line calls itself (CSI); `nil` where it has no name.
    public var localStation: String?
    /// The last rate in bit/s; `nil` where no page was under way.
    public var bitRate: Int?
    /// Whether the pages came in error correction mode (T.30 Annex A); `nil` where that is not known.
    public var errorCorrection: Bool?
    /// How the pages were coded on the line: `MH`, `MR` or `MMR`; `nil` where that is not known.
    public var coding: String?
    /// When the call was answered.
    public var began: Date
    /// When it was over; `nil` while it goes on, and for ever where its worker died.
    public var ended: Date?
    /// The pages that belong to the fax, in their order.
    public var pages: [Page]
    /// Whether the caller said that this was all, and all of it was confirmed.
    public var isComplete: Bool
    /// How the call ended, as a code of docs/OUTCOMES.md; `nil` where nobody has seen its end.
    public var result: String?
    /// How the call ended, as a sentence.
    public var sentence: String

    /// A fax whose call has just been answered.
    public init(
        job: JobID, call: CallID, line: String, group: Lane, caller: CallerIdentification, began: Date
    ) {
        self.job = job
        self.call = call
        self.line = line
        self.group = group
        self.caller = caller
        self.began = began
        pages = []
        isComplete = false
        sentence = "The program that received the call was stopped before its end; what had arrived by then is here."
    }

    /// Pages that the caller was told have arrived.
    public var confirmedPages: Int { pages.count { $0.isConfirmed } }

    /// Who has sent it, as far as anybody has said: the caller's number or the one that was dialled, else the far end's station id.
    public var origin: String? { caller.number ?? polled?.digits ?? remoteStation }
    /// The far end's number for the history: the caller's, or the one that was dialled; empty where it is not known.
    public var farNumber: String { caller.number ?? polled?.digits ?? "" }
}
