/// What goes wrong in a call. Pages are those of the call, from 1.
enum Mishap: Hashable, Sendable {
    case nothing
    /// Nobody is there to talk to.
    case busy, noAnswer, noCarrier
    /// The first training is refused (FTT).
    case trainingRefused
    /// A page is refused (RTN), the first time that it comes.
    case pageRefused(Int)
    /// Every page is refused each time.
    case everyPageRefused
    /// A frame of the page's first transmission is lost, where there is error correction.
    case frameLost(Int)
    /// The connection is cut within the page.
    case cutInPage(Int)
    /// The connection is cut when the page has been confirmed.
    case cutAfterPage(Int)
    /// The far end says goodbye (DCN) in place of the page's confirmation.
    case goodbyeAfterPage(Int)
}
