import Testing

@testable import FaxCoding

/// The tables that find several code words at once, against the code words one by one.
@Suite struct LookUpTableTests {
    /// The first code word of these bits, of which `count` are there: its pels and length.
    static func word(_ bits: UInt32, _ count: Int, _ codes: RunCodes) -> (pels: Int, length: Int)? {
        for (pels, word) in codes.terminating.enumerated() where begins(word, bits, count) {
            return (pels, word.length)
        }
        for (index, word) in codes.makeUp.enumerated() where begins(word, bits, count) {
            return (64 * (index + 1), word.length)
        }
        return nil
    }

    static func begins(_ word: CodeWord, _ bits: UInt32, _ count: Int) -> Bool {
        word.length <= count && bits >> UInt32(count - word.length) == word.bits
    }

    @Test(arguments: [false, true])
    func runsAreThoseOfTheirCodeWords(isBlack: Bool) {
        let colours = isBlack ? [RunCodes.black, .white] : [RunCodes.white, .black]
        for index in 0..<1 << RunPairTable.indexBits {
            let entry = RunPairTable.entries[index + (isBlack ? RunPairTable.black : 0)]
            guard !entry.isSingular else { continue }
            var runs = [0]
            var left = RunPairTable.indexBits
            var bits = UInt32(index)
            while RunPairTable.indexBits - left < entry.length {
                guard let word = Self.word(bits, left, colours[(runs.count - 1) % 2]) else { break }
                left -= word.length
                bits &= 1 << UInt32(left) - 1
                runs[runs.count - 1] += word.pels
                if word.pels < 64 { runs.append(0) }
            }
            #expect(RunPairTable.indexBits - left == entry.length)
            #expect(runs.count - 1 == entry.runs)
            #expect(Int(entry.first) == runs[0])
            #expect(Int(entry.second) == (entry.runs == 2 ? runs[1] : 0))
            #expect((entry.turn != 0) == (entry.runs == 1))
            #expect(entry.length > 0 && entry.first > 0)
        }
    }

    @Test func modesAreThoseOfTheirCodeWords() {
        for index in 0..<1 << ModeTable.indexBits {
            let entry = ModeTable.entries[index]
            var left = ModeTable.indexBits
            var bits = UInt32(index)
            func take(_ word: CodeWord) -> Bool {
                guard Self.begins(word, bits, left) else { return false }
                left -= word.length
                bits &= 1 << UInt32(left) - 1
                return true
            }
            for vertical in 0..<entry.verticals {
                #expect(take(CodeWord.vertical[Int(entry.offset(vertical)) + 3]))
                #expect(entry.length(verticals: vertical + 1) == ModeTable.indexBits - left)
                #expect(entry.offsets[vertical] == entry.offset(vertical))
            }
            for vertical in entry.verticals..<4 { #expect(entry.offsets[vertical] == 0) }
            switch entry.next {
            case ModeTable.Next.horizontal: #expect(take(.horizontal))
            case ModeTable.Next.pass: #expect(take(.pass))
            case ModeTable.Next.unknown: #expect(entry.verticals > 0)
            default: #expect(entry.verticals == 0 && index >> 3 == 0 || index >> 3 == 1)
            }
            #expect(entry.length == ModeTable.indexBits - left)
        }
    }
}
