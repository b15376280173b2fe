/// Whether a search in pages (RFC 2696) gets on. The cookie tells nothing of that: some servers send the same one with every page.
struct PageProgress {
    /// Pages without an entry, one after another, that a server may send: it may have looked through that many others.
    static let mostEmptyPages = 1000

    private var names = Hasher()
    private var pageEntries = 0
    private var lastNames: Int?
    private var emptyPages = 0
    /// Entries that have come.
    private(set) var entries = 0
    /// Pages that have come.
    private(set) var pages = 0

    /// An entry of the page has come.
    mutating func entryReceived(_ dn: String) {
        names.combine(dn)
        pageEntries += 1
        entries += 1
    }

    /// The page has ended, and a further one is to be asked for.
    ///
    /// - Returns: why there is no end to expect, a clause; `nil` where there may be one.
    mutating func pageEnded() -> String? {
        let page = names.finalize()
        defer {
            (names, pageEntries) = (Hasher(), 0)
            lastNames = page
        }
        pages += 1
        guard pageEntries > 0 else {
            emptyPages += 1
            guard emptyPages > Self.mostEmptyPages else { return nil }
            return "the last \(emptyPages) of \(pages) pages had no entry, and it says that there are more"
        }
        emptyPages = 0
        guard page == lastNames else { return nil }
        return "it sends the same page again, after \(pages - 1) pages with \(entries - pageEntries) entries"
    }
}
