import FaxCoding
import FaxModel

extension FuzzTarget {
    /// A page's code from the line: octet 0 says which coding and bit order, octets 1 and 2 the width, octet 3 how many
    /// rows are allowed and how long the pieces are in which it comes; the rest is the code.
    static let decoder = FuzzTarget("decoder") { input in
        guard input.count >= 4 else { return }
        let codings: [PageCoding] = [.mh, .mr(k: 4), .mmr]
        let coding = codings[Int(input[0] % 3)]
        let bitOrder: BitOrder = input[0] < 128 ? .mostSignificantFirst : .leastSignificantFirst
        let width = 1 + (Int(input[1]) << 8 | Int(input[2])) % 5300
        let rows = Int(input[3] % 64)
        let code = Array(input[4...])

        let decoder = PageDecoder(coding, width: width, bitOrder: bitOrder, maximumRows: rows)
        let page = decoder.decode(code)
        let quality = page.quality
        try FuzzFinding.unless(page.bitmap.width == width, "the page has another width")
        try FuzzFinding.unless(page.bitmap.rows <= rows, "the page has more rows than are allowed")
        try FuzzFinding.unless(quality.rows == page.bitmap.rows, "rows are counted wrong")
        try FuzzFinding.unless(quality.longestBadRun <= quality.badRows, "more rows are bad in a row than at all")
        try FuzzFinding.unless((quality.longestBadRun == 0) == (quality.badRows == 0), "bad rows are in no run")
        let unseen = coding == .mmr ? 1 : 0
        try FuzzFinding.unless(quality.badRows <= quality.rows + unseen, "more rows are bad than there are")
        let isRightlyDamaged = page.ending != .damaged || coding == .mmr && quality.badRows == 1
        try FuzzFinding.unless(isRightlyDamaged, "damage is not counted")

        var reception = try PageReception(
            coding, width: width, bitOrder: bitOrder,
            limits: PageLimits(width: width, rows: rows, octets: code.count))
        var rest = code[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + Int(input[3]))
            try reception.receive(piece)
            rest = rest.dropFirst(piece.count)
        }
        let received = Result { () throws(FaxCodingError) in try reception.finish() }
        switch received {
        case .success(let whole): try FuzzFinding.unless(whole == page, "pieces make another page")
        case .failure(let error):
            try FuzzFinding.unless(error.code == .rows && page.ending == .rowLimit, "a page is refused: \(error)")
        }

        // Whatever has come out can be sent on, and comes back as it is.
        for isShortest in [false, true] {
            let encoder = PageEncoder(coding, bitOrder: bitOrder, isShortest: isShortest)
            let again = decoder.decode(encoder.encode(page.bitmap))
            try FuzzFinding.unless(again.bitmap == page.bitmap, "the page does not come back as it was")
            try FuzzFinding.unless(again.quality.badRows == 0 && again.ending == .marked, "our own code is damaged")
        }
    }
}
