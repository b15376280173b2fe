/// Answers `Query.pages`: the pages of an account.
public struct PageCount: Codable, Hashable, Sendable {
    /// Pages that far ends have confirmed, and those of faxes that are under way; one for a fax whose pages are not made yet.
    public var pages: Int

    /// So many pages.
    public init(pages: Int) {
        self.pages = pages
    }
}
