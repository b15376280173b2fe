import TestSupport

/// Everything that is random in a run: its seed fixes the mails, what goes wrong in each call, and what is killed after
/// which pause. (What that hits is the machine's business: two runs of a seed are alike, not the same.)
struct ChaosPlan: Sendable {
    /// The seed.
    let seed: UInt64
    /// The mails.
    let mails: [PlannedMail]
    /// The faxes that others send to us.
    let calls: [PlannedCall]
    /// Whether nothing goes wrong in any call.
    private let isCalm: Bool

    /// Calls of a job that have to fail before it may be given up, as programs do that are not told otherwise.
    static let leastCalls = 6

    /// The plan of a seed, for so many mails, and so many faxes that come in: by default as many.
    init(seed: UInt64, mails count: Int, calls callCount: Int? = nil) {
        self.seed = seed
        isCalm = false
        var random = SeededGenerator(seed: seed)
        mails = (0..<count).map { index in
            let recipients = Int.random(in: 1...5, using: &random)
            var numbers = (0..<recipients).map { "\(1_000_000 + index * 5 + $0)" }
            // Some numbers are everybody's.
            if Int.random(in: 0..<4, using: &random) == 0 { numbers[0] = "90\(Int.random(in: 1...3, using: &random))" }
            return PlannedMail(index: index, numbers: numbers, pageCount: Int.random(in: 1...3, using: &random))
        }
        calls = (0..<(callCount ?? count)).map {
            PlannedCall(
                index: $0, pageCount: Int.random(in: 1...3, using: &random),
                correctsErrors: Bool.random(using: &random))
        }
    }

    /// The plan of one mail, the first, whose calls all go well.
    init(calm mail: PlannedMail) {
        seed = 0
        mails = [mail]
        calls = []
        isCalm = true
    }

    /// Whether it is one of many mails: then there are more lines, and longer pauses between deeds.
    var isLong: Bool { mails.count > 100 }

    /// What chance has for somebody: for a number and its calls, for a program.
    func random(_ name: String, _ count: Int = 0) -> SeededGenerator {
        // FNV-1a.
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return SeededGenerator(seed: seed ^ hash ^ UInt64(count) &* 0xD6E8_FEB8_6659_FD93)
    }

    /// What the fax machine at `number` can do.
    func abilities(number: String) -> FarFax.Abilities {
        var random = random("the machine at \(number)")
        return FarFax.Abilities(
            errorCorrection: Int.random(in: 0..<3, using: &random) > 0,
            twoDimensional: Int.random(in: 0..<3, using: &random) > 0, fine: Int.random(in: 0..<4, using: &random) > 0)
    }

    /// What goes wrong in a call to `number`, from 0. Some numbers never work.
    func mishap(number: String, call: Int) -> Mishap {
        guard !isCalm else { return .nothing }
        var character = random("the line of \(number)")
        switch Int.random(in: 0..<300, using: &character) {
        case 0: return .busy
        case 1: return .noAnswer
        case 2: return .everyPageRefused
        default: break
        }
        var random = random(number, call)
        let page = Int.random(in: 1...3, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: return .busy
        case 4..<6: return .noAnswer
        case 6..<8: return .noCarrier
        case 8..<11: return .trainingRefused
        case 11..<14: return .pageRefused(page)
        case 14..<17: return .frameLost(page)
        case 17..<20: return .cutInPage(page)
        case 20..<23: return .cutAfterPage(page)
        case 23..<25: return .goodbyeAfterPage(page)
        default: return .nothing
        }
    }
    /// What goes wrong in the call of this number, from 0, by which somebody wants us to have a fax.
    func mishap(of call: PlannedCall, number: Int) -> CallerMishap {
        var random = random("the caller with fax \(call.index)", number)
        let page = Int.random(in: 1...call.pageCount, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<5: return .givesUp
        case 5..<12: return .cutInPage(page)
        case 12..<19: return .cutBeforeAnswer(page)
        case 19..<26: return .answerUnheard(page)
        case 26..<33: return .cutAfterPage(page)
        case 33..<43: return .pageDamaged(page)
        default: return .nothing
        }
    }
}
