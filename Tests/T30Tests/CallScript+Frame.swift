import FaxModel

@testable import T30

extension Frame {
    /// Reads a signal: frames by their abbreviations, with what they carry in brackets, as in
    /// `TSI(+49 30 99) DCS(v17at14400 MMR ecm)`; the last one is the final frame.
    static func signal(_ text: String) -> [Frame]? {
        var words: [String] = []
        var depth = 0
        for character in text {
            if character == " ", depth == 0 {
                words.append("")
                continue
            }
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            if words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        var frames: [Frame] = []
        for word in words where !word.isEmpty {
            let parts = word.split(separator: "(", maxSplits: 1).map(String.init)
            let argument = parts.count > 1 ? String(parts[1].dropLast()) : ""
            guard let frame = Frame(script: parts[0], argument) else { return nil }
            frames.append(frame)
        }
        guard !frames.isEmpty else { return nil }
        for index in frames.indices { frames[index].isFinal = index == frames.count - 1 }
        return frames
    }

    private init?(script name: String, _ argument: String) {
        let parts = name.split(separator: "-", maxSplits: 1).map(String.init)
        if parts[0] == "PPS" || parts[0] == "EOR", parts.count == 2 {
            let next = FacsimileControlField.allCases.first { $0.abbreviation == parts[1] }
            guard next != nil || parts[1] == "NULL" else { return nil }
            let numbers = argument.split(separator: "/").compactMap { UInt8($0) }
            self.init(parts[0] == "PPS" ? .pps : .eor, [PartialPageSignal.octet(next)] + numbers)
            return
        }
        guard let field = FacsimileControlField.allCases.first(where: { $0.abbreviation == name }) else { return nil }
        let information: [UInt8]
        switch field {
        case .csi, .cig, .tsi, .pwd, .sep, .sub, .sid: information = StationID(argument).field
        case .dis, .dtc: information = Frame.capabilities(argument)
        case .dcs, .ctc: information = Frame.command(argument)
        case .ppr: information = PartialPageRequest(frames: Line.numbers(argument)).field
        default: information = argument.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
        self.init(field, information)
    }

    /// The field of a DIS or DTC: `modern`, `plain`, `old`, `mute`, or the numbers of bits that are set besides bit 10.
    private static func capabilities(_ text: String) -> [UInt8] {
        switch text {
        case "modern": Frame.modern.information
        case "plain", "": Frame.plain.information
        case "old": Frame.old.information
        case "mute": [0, 0, 0]
        default: Frame.dis(text.split(separator: " ").compactMap { Int($0) }).information
        }
    }

    /// The field of a DCS: a modulation, `MR` or `MMR`, `ecm`, `64`, `fine`, `a3`, and numbers of further bits.
    private static func command(_ text: String) -> [UInt8] {
        var bits = BitField()
        bits[10] = true
        for word in text.split(separator: " ").map(String.init) {
            switch word {
            case "MR": bits[16] = true
            case "MMR": bits[31] = true
            case "ecm": bits[27] = true
            case "64": bits[28] = true
            case "fine": bits[15] = true
            case "a3": bits[18] = true
            case "b4": bits[17] = true
            default:
                if let modulation = Modulation(rawValue: word) {
                    bits.set(11, count: 4, to: modulation.rateBits)
                } else if let number = Int(word) {
                    bits[number] = true
                }
            }
        }
        return bits.octets
    }
}
