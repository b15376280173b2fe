/// The signal that ends a partial page, or gives up repeating one (PPS and EOR, T.30 Annex A.4.3).
struct PartialPageSignal: Hashable, Sendable {
    /// What comes after the partial page: nothing said for a block within a page (NULL), or a post-message command.
    var next: FacsimileControlField?
    /// The page's number in the call, from 0; sent modulo 256.
    var page: Int
    /// The block's number in the page, from 0; sent modulo 256.
    var block: Int
    /// Frames of the block, 1 to 256.
    var frameCount: Int

    /// The partial page in which `next` comes after `block` of `page` with so many frames.
    init(next: FacsimileControlField?, page: Int, block: Int, frameCount: Int) {
        self.next = next
        self.page = page
        self.block = block
        self.frameCount = frameCount
    }

    /// Reads the information field of a PPS.
    ///
    /// - Returns: `nil` when it is too short, or announces what does not follow a page.
    init?(field: [UInt8]) {
        guard field.count >= 4 else { return nil }
        if field[0] != 0 {
            guard let next = FacsimileControlField(octet: field[0]), PostMessage(next) != nil else { return nil }
            self.next = next
        }
        self.page = Int(field[1])
        self.block = Int(field[2])
        self.frameCount = Int(field[3]) + 1
    }

    /// Whether both end the same block, and say that the same follows.
    func isOfSameBlock(as other: PartialPageSignal?) -> Bool {
        page == other?.page && block == other?.block && next == other?.next
    }

    /// The information field of the PPS.
    var field: [UInt8] {
        [
            Self.octet(next), UInt8(truncatingIfNeeded: page), UInt8(truncatingIfNeeded: block),
            UInt8(truncatingIfNeeded: frameCount - 1),
        ]
    }

    /// The second facsimile control field: NULL is 0000 0000, the others begin with 1 (T.30 Annex A.4.3).
    static func octet(_ next: FacsimileControlField?) -> UInt8 {
        next.map { ($0.rawValue | 0x80).bitReversed } ?? 0
    }

    /// What an information field of a PPS or EOR announces, for a log.
    static func name(of field: [UInt8]) -> String {
        guard let octet = field.first, octet != 0 else { return "NULL" }
        return FacsimileControlField(octet: octet)?.abbreviation ?? "?"
    }
}

/// Which frames of a partial page are to be sent again (PPR, T.30 Annex A.4.4).
struct PartialPageRequest: Hashable, Sendable {
    /// Frame numbers, 0 to 255, rising.
    var frames: [Int]

    /// A request for these frames, 0 to 255.
    init(frames: [Int]) {
        self.frames = frames
    }

    /// The 256 bits.
    var field: [UInt8] {
        frames.reduce(into: [UInt8](repeating: 0, count: 32)) { $0[$1 / 8] |= 1 << ($1 % 8) }
    }

    /// Reads the 256 bits, frame 0 first; those beyond the end count as 0.
    init(field: [UInt8]) {
        frames = (0..<256).filter { frame in
            field.indices.contains(frame / 8) && field[frame / 8] >> (frame % 8) & 1 == 1
        }
    }
}

/// A block of a page as it is sent in error correction mode: up to 256 frames of 256 or 64 octets (T.4 Annex A.3.6).
struct PageBlock: Hashable, Sendable {
    /// Frames in a full block.
    static let framesPerBlock = 256

    /// The octets of the page that are in this block.
    let range: Range<Int>
    /// Octets of coded data in a frame.
    let frameOctets: Int

    /// Block `index` of a page of `octets` octets; `nil` beyond its end. A page has at least one block.
    init?(_ index: Int, ofPageWith octets: Int, frameOctets: Int = 256) {
        let size = frameOctets * Self.framesPerBlock
        guard index == 0 || index * size < octets else { return nil }
        range = index * size..<min((index + 1) * size, max(octets, index * size + 1))
        self.frameOctets = frameOctets
    }

    /// Frames in the block, at least 1.
    var frameCount: Int { (range.count + frameOctets - 1) / frameOctets }

    /// FCD frames with these numbers, then three RCP frames (T.4 Annex A.3.6.2); the last FCD is filled up with zeros.
    func frames(_ numbers: some Sequence<Int>, of page: [UInt8]) -> [[UInt8]] {
        let data = numbers.filter { $0 < frameCount }.map { number -> [UInt8] in
            let start = range.lowerBound + number * frameOctets
            let octets = page[min(start, page.count)..<min(start + frameOctets, page.count)]
            let fill = Array(repeating: UInt8(0), count: frameOctets - octets.count)
            return Frame(.fcd, [UInt8(number)] + octets + fill, isFinal: false).octets
        }
        return data + Array(repeating: Frame(.rcp, isFinal: false).octets, count: 3)
    }
}
