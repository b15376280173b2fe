/// The DLE-shielded data between modem and computer (T.31 §8.3.1 and annex A).
enum DataLink {
    /// Data link escape.
    static let escape: UInt8 = 0x10
    /// After an escape: the end of the data.
    static let end: UInt8 = 0x03
    /// After an escape: two escapes that are data.
    static let twice: UInt8 = 0x1A
    /// Ends a reception, and anything else that a character ends.
    static let cancel: UInt8 = 0x18

    /// Ends data wherever they are cut off: the zero completes an escape whose other half was not written, and means
    /// nothing then; otherwise it is one more octet.
    static let earlyEnd: [UInt8] = [0, escape, end]

    /// `octets` with their escapes doubled, and the end mark.
    static func shielded(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 64 + 2)
        for octet in octets {
            if octet == escape { result.append(escape) }
            result.append(octet)
        }
        result += [escape, end]
        return result
    }
}

/// Takes the shield off data from the modem.
struct DataReader: Hashable {
    /// The data so far.
    private(set) var octets: [UInt8] = []
    private var isEscaped = false

    /// Octets that are kept: a frame at 300 bit/s has at most 129 + 2 (T.30 §5.3.6.2).
    private let maximum: Int

    /// Reads data of which not more than `maximum` octets are kept.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Takes an octet in.
    ///
    /// - Returns: whether the data end with it.
    mutating func read(_ octet: UInt8) -> Bool {
        guard isEscaped else {
            if octet == DataLink.escape { isEscaped = true } else { keep(octet) }
            return false
        }
        isEscaped = false
        switch octet {
        case DataLink.escape: keep(octet)
        case DataLink.twice:
            keep(DataLink.escape)
            keep(DataLink.escape)
        case DataLink.end: return true
        default: break  // No other pair means anything here (T.31 annex A).
        }
        return false
    }

    /// Hands out the data so far, which are not kept.
    mutating func takeOctets() -> [UInt8] {
        defer { octets.removeAll(keepingCapacity: true) }
        return octets
    }

    private mutating func keep(_ octet: UInt8) {
        if octets.count < maximum { octets.append(octet) }
    }
}
