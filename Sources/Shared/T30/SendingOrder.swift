public import FaxModel

/// What a call is to send, and to whom.
public struct SendingOrder: Hashable, Sendable {
    /// What to dial, as the modem understands it.
    public var number: String
    /// The pages as they are, at least one; the far end's capabilities decide what is made of them.
    public var pages: [PageFormat]
    /// The documents that the pages are, in their order; the first begins with the first page. The far end is told by EOM that
    /// another begins (T.30 §5.3.6.1.6), so that it takes what follows for a fax of its own.
    public var documents: [Document]
    /// The password (SID, T.30 §5.3.6.1.3, and PWD) that the far end wants to have; one that takes none gets nothing.
    public var password: StationID?
    /// The rate to begin with, in bit/s: the one that was good the last time. Faster ones are not tried.
    public var firstRate: Int
    /// What is asked for when all pages have been sent; `nil` for nothing.
    public var polling: PollingRequest?
    /// How our station receives what it has asked for.
    public var receivingPolicy = ReceivingPolicy()

    /// A call to `number` with these pages, of one document unless it is said where others begin.
    public init(
        number: String, pages: [PageFormat], documents: [Document] = [Document(firstPage: 0)],
        password: StationID? = nil, firstRate: Int = .max, polling: PollingRequest? = nil
    ) {
        precondition(!pages.isEmpty, "a call without pages is not made")
        self.number = number
        self.pages = pages
        precondition(documents.first?.firstPage == 0, "the first page is one of a document")
        self.documents = documents
        self.password = password
        self.firstRate = firstRate
        self.polling = polling
    }
}

extension SendingOrder {
    /// A fax among those of a call.
    public struct Document: Hashable, Sendable {
        /// Its first page, from 0.
        public var firstPage: Int
        /// For whom at the far end it is (SUB, T.30 §5.3.6.1.3); a far end that takes none gets nothing.
        public var subaddress: StationID?

        /// A document that begins with this page.
        public init(firstPage: Int, subaddress: StationID? = nil) {
            self.firstPage = firstPage
            self.subaddress = subaddress
        }
    }

    /// For whom the document is that page `index`, from 0, belongs to.
    func subaddress(ofPage index: Int) -> StationID? { documents.last { $0.firstPage <= index }?.subaddress }

    /// Whether page `index`, from 0, is the first of a document.
    func beginsDocument(_ index: Int) -> Bool { documents.contains { $0.firstPage == index } }
}

/// What our own station allows and insists on when it sends.
public struct SendingPolicy: Hashable, Sendable {
    /// What our station calls itself (TSI); `nil` sends none.
    public var stationID: StationID?
    /// Whether error correction (T.30 Annex A) is used where the far end has it.
    public var errorCorrection: Bool
    /// The codings that may be used; MH is, whatever is said here.
    public var codings: Set<CodingScheme>
    /// The modulations that our modem has and our operator allows.
    public var modulations: Set<Modulation>
    /// Whether frames with error correction have 64 octets instead of 256: for lines with very many errors.
    public var smallFrames: Bool
    /// How often a command is sent until it counts as unanswered: 3 (T.30 §5.4).
    public var tries: Int
    /// How often a page that was refused (RTN, PIN) is sent again within the call.
    public var pageRepeats: Int
    /// How long a page may take until it is confirmed, in milliseconds, with training and everything that is repeated.
    /// By default an hour: a megabyte at 2400 bit/s, which is more than a page of text has in any coding. (A photograph may
    /// have two, in MH; at such a rate it does not arrive.)
    public var pageTime: Int

    /// A policy; everything is allowed by default.
    public init(
        stationID: StationID? = nil, errorCorrection: Bool = true, codings: Set<CodingScheme> = [.mh, .mr, .mmr],
        modulations: Set<Modulation> = Set(Modulation.allCases), smallFrames: Bool = false, tries: Int = 3,
        pageRepeats: Int = 2,
        pageTime: Int = 60 * 60 * 1000
    ) {
        self.stationID = stationID
        self.errorCorrection = errorCorrection
        self.codings = codings
        self.modulations = modulations
        self.smallFrames = smallFrames
        self.tries = tries
        self.pageRepeats = pageRepeats
        self.pageTime = pageTime
    }
}

/// Asks the page supplier for a page in the form that the call needs.
public struct PageRequest: Hashable, Sendable {
    /// The page's place in the order, from 0.
    public var index: Int
    /// Width and resolution that the page must have: scaled down where it has more.
    public var format: PageFormat
    /// How its lines are coded; the page ends with RTC (T.4 §4.1.4), EOFB (T.6 §2.4.1.1) for `mmr`.
    public var coding: CodingScheme
    /// Octets that each line takes at least, with fill (T.4 §4.1.3); 0 for none.
    public var minimumLineOctets: Int

    /// A request for page `index`, from 0.
    public init(index: Int, format: PageFormat, coding: CodingScheme, minimumLineOctets: Int) {
        self.index = index
        self.format = format
        self.coding = coding
        self.minimumLineOctets = minimumLineOctets
    }
}
