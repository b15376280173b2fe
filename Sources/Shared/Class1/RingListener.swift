public import FaxModel

/// Listens to a modem that waits for a call: counts its rings, and reads what the exchange says of the caller.
///
/// `RING` and formatted caller identification (`AT+VCID=1`; V.253 §10): `NMBR=`, `NAME=`, and our number that was called as
/// `NDID=`, `DDN_NMBR=`, `DNIS=` or `DTMF=`, with or without spaces. `P` for a number means that it is withheld, `O` that
/// the exchange does not know it. Digits that the exchange dials on to us as tones come one by one, each after a DLE (V.253 §8):
/// together they are the number that was called. What it does not understand it ignores.
public struct RingListener: Hashable, Sendable {
    /// How long after a ring another one must come, in milliseconds, until whoever called has hung up: exchanges ring every
    /// 4 to 6 s.
    public static let patience = 8_000

    /// Rings of the call that comes in.
    public private(set) var rings = 0
    /// What is known of who calls.
    public private(set) var caller = CallerIdentification() {
        didSet { ringsBeforeCaller = caller == CallerIdentification() ? nil : ringsBeforeCaller ?? rings }
    }
    /// The rings that were counted when the first was told of the caller: it comes between the first two rings of a call. `nil`
    /// while nothing is known.
    public private(set) var ringsBeforeCaller: Int?
    private var lines = LineReader()
    private var isShielded = false
    /// Digits that were heard as tones.
    public private(set) var tones = ""
    /// Whether a fax machine that calls was heard (CNG): it dials no more.
    public private(set) var hasHeardCaller = false
    /// Tones that are kept of a call: E.164 has 15 digits.
    private static let maximumTones = 32

    /// A listener that has heard nothing.
    public init() {}

    /// Takes octets from the serial device in.
    ///
    /// - Returns: whether it has rung.
    public mutating func received(_ octets: some Sequence<UInt8>) -> Bool {
        var hasRung = false
        for octet in octets {
            if isShielded || octet == DataLink.escape {
                isShielded = !isShielded
                if !isShielded { dialled(octet) }
                continue
            }
            guard let line = lines.read(octet) else { continue }
            if ResultCode(line: line) == .ring {
                rings += 1
                hasRung = true
            } else {
                read(line)
            }
        }
        return hasRung
    }

    /// No ring has followed the last one for `patience`: whoever called has hung up.
    public mutating func ringingEnded() {
        rings = 0
        forgetCaller()
    }

    /// What was told of the caller is done with: what is told from now on is of another call, even where it rings on.
    public mutating func forgetCaller() {
        tones = ""
        hasHeardCaller = false
        caller = CallerIdentification()
    }

    /// Takes a tone in that was heard.
    private mutating func dialled(_ octet: UInt8) {
        let digit = Character(UnicodeScalar(octet))
        if digit == "c" || digit == "e" { hasHeardCaller = true }
        guard "0123456789*#ABCD".contains(digit), tones.count < Self.maximumTones else { return }
        tones.append(digit)
        caller.dialled = tones
    }

    private mutating func read(_ line: String) {
        let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return }
        let value = Self.printable(halves[1])
        switch Self.printable(halves[0]).uppercased() {
        case "NMBR":
            switch value {
            case "P": caller.absence = .withheld
            case "O", "": caller.absence = .unavailable
            default: caller.number = value
            }
        case "NAME":
            guard !["P", "O", ""].contains(value) else { return }
            caller.name = value
        case "NDID", "DDN_NMBR", "DNIS", "DTMF":
            guard !value.isEmpty else { return }
            caller.dialled = value
        default: break
        }
    }

    /// What strangers may write: printable ASCII without space at its ends, 80 characters at the most.
    private static func printable(_ text: Substring) -> String {
        let characters = text.utf8.filter { (0x20...0x7E).contains($0) }
        let trimmed = characters.drop { $0 == 0x20 }.prefix(80).reversed().drop { $0 == 0x20 }.reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }
}
