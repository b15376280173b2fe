import FaxCoding
import FaxModel
import Foundation

/// Megabytes of pels a second that are coded and decoded, in MH, MR and MMR, beside libtiff in this process.
///
/// Both have the same pages in memory and begin with the first bit of an octet in its most significant place. By turns each
/// codes or decodes each page, some rounds long. Measured is the processor's time of this thread, so that it does not matter
/// what else runs; each one's best time of a page counts, because anything else only ever makes it longer.
struct FaxCodingSpeed {
    /// Rounds of each measurement, after one that warms up.
    static let rounds = 25
    /// How much faster than libtiff we want to be.
    static let goal = 3.0
    /// The coding's name, and what it is.
    static let codings: [(String, PageCoding)] = [("mh", .mh), ("mr", .mr(k: 4)), ("mmr", .mmr)]
    /// The file of the charts, or where to look for it.
    let charts: String?

    /// A figure for each coding and way.
    func figures() throws -> [Figure] {
        let (pages, origin) = try Charts.pages(charts)
        print("fax-coding: \(pages.count) pages, \(origin)")
        return try Self.codings.flatMap { name, coding in
            let candidates = try pages.map { try Candidate($0, coding) }
            let encoding = try speeds(candidates, { try $0.encode() }, { try $0.encodeByLibtiff() })
            let decoding = try speeds(candidates, { try $0.decode() }, { try $0.decodeByLibtiff() })
            return [("encode", encoding), ("decode", decoding)].map { way, speeds in
                Figure(
                    name: "fax-coding-\(way)-\(name)", ours: speeds.ours, unit: "MB/s", peer: speeds.peer,
                    goal: Self.goal, moreIsBetter: true)
            }
        }
    }

    /// Megabytes a second of both.
    private func speeds(
        _ candidates: [Candidate], _ ours: (Candidate) throws -> Void, _ peer: (Candidate) throws -> Void
    ) throws -> (ours: Double, peer: Double) {
        var best = [(ours: Double, peer: Double)](repeating: (.infinity, .infinity), count: candidates.count)
        for round in 0...Self.rounds {
            for (index, candidate) in candidates.enumerated() {
                let times = (try processorSeconds { try ours(candidate) }, try processorSeconds { try peer(candidate) })
                guard round > 0 else { continue }
                best[index] = (min(best[index].ours, times.0), min(best[index].peer, times.1))
            }
        }
        let megabytes = Double(candidates.map(\.page.bytes.count).reduce(0, +)) / 1e6
        return (
            megabytes / best.map(\.ours).reduce(0, +),
            megabytes / best.map(\.peer).reduce(0, +)
        )
    }

    /// Seconds of the processor that this thread takes for `work`.
    private func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        try work()
        return now() - start
    }
}

/// A page in a coding, made ready to be coded and decoded by both.
private final class Candidate {
    let page: PageBitmap
    private let encoder: PageEncoder
    private let decoder: PageDecoder
    private let code: [UInt8]
    private let libtiff: LibtiffStrip

    /// Makes ready, and finds out whether both get the page back.
    init(_ page: PageBitmap, _ coding: PageCoding) throws {
        self.page = page
        encoder = PageEncoder(coding, bitOrder: .mostSignificantFirst)
        decoder = PageDecoder(coding, width: page.width, bitOrder: .mostSignificantFirst, maximumRows: page.rows)
        code = encoder.encode(page)
        libtiff = try LibtiffStrip(page, coding)
        guard decoder.decode(code).bitmap == page, try libtiff.decodedPels() == page.bytes else {
            throw BenchmarkError("a page did not come back as it was")
        }
    }

    func encode() throws {
        guard encoder.encode(page).count == code.count else { throw BenchmarkError("a page was coded in another way") }
    }

    func decode() throws {
        guard decoder.decode(code).quality.rows == page.rows else { throw BenchmarkError("a page lost rows") }
    }

    func encodeByLibtiff() throws { try libtiff.encode() }

    func decodeByLibtiff() throws { try libtiff.decode() }
}
