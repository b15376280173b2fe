/// Takes decisions from an input, octet by octet; when it is used up, they are zeros.
struct InputReader {
    private var rest: ArraySlice<UInt8>

    /// The decisions in `input`.
    init(_ input: [UInt8]) {
        rest = input[...]
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The next octet.
    mutating func octet() -> UInt8 { rest.popFirst() ?? 0 }

    /// The next two octets, as a number.
    mutating func twoOctets() -> Int { Int(octet()) << 8 | Int(octet()) }

    /// The next number below `count`, which is 256 at the most.
    mutating func number(below count: Int) -> Int { Int(octet()) % count }

    /// The next octets: the first one says how many.
    mutating func octets() -> [UInt8] {
        let count = Int(octet())
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
