/// A fax that somebody wants us to have: he calls again until every page of it was confirmed to him.
struct PlannedCall: Hashable, Sendable {
    /// Its place in the plan, from 0.
    let index: Int
    /// Its pages.
    let pageCount: Int
    /// Whether his fax machine corrects errors (T.30 Annex A).
    let correctsErrors: Bool

    /// Who gets what we receive.
    static let recipient = "fax-in@example.com"
}

/// What goes wrong in a call that comes in. Pages are those of the call, from 1.
enum CallerMishap: Hashable, Sendable {
    case nothing
    /// The caller has had enough before the call is answered.
    case givesUp
    /// The connection is cut within the page.
    case cutInPage(Int)
    /// It is cut when the page and its command have come, before the answer.
    case cutBeforeAnswer(Int)
    /// The page is confirmed, the caller does not hear that, and the connection is cut.
    case answerUnheard(Int)
    /// It is cut when the caller has heard that the page is confirmed.
    case cutAfterPage(Int)
    /// The page comes damaged, the first time.
    case pageDamaged(Int)
}
