/// The objects of a PDF file and where they are in it (ISO 32000-1 §7.5).
struct PDFFile {
    private var octets: [UInt8] = []
    /// Where each object begins, from number 1 on; `nil` for one that is not there yet.
    private var offsets: [Int?] = []

    init() {
        // §7.5.2: four octets above 127 tell those who transfer the file that it is binary.
        octets = Array("%PDF-1.7\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
    }

    /// The number of an object that comes later.
    mutating func reserve() -> Int {
        offsets.append(nil)
        return offsets.count
    }

    /// Writes the object of a number that was reserved.
    mutating func set(_ number: Int, _ text: String) {
        begin(number)
        write("\(text)\nendobj\n")
    }

    /// Writes an object, and says what number it has.
    mutating func add(_ text: String) -> Int {
        let number = reserve()
        set(number, text)
        return number
    }

    /// Writes a stream (§7.3.8) with these entries in its dictionary, and says what number it has.
    mutating func add(_ entries: String, stream: [UInt8]) -> Int {
        let number = reserve()
        begin(number)
        write("<< \(entries) /Length \(stream.count) >>\nstream\n")
        octets += stream
        write("\nendstream\nendobj\n")
        return number
    }

    /// The whole file.
    func finish(root: Int, info: Int) -> [UInt8] {
        var file = self
        let start = octets.count
        file.write("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n")
        for offset in offsets {
            guard let offset else { preconditionFailure("a reserved object was never written") }
            file.write("\(String(offset + 10_000_000_000).dropFirst()) 00000 n \n")
        }
        let id = fingerprint
        file.write(
            "trailer\n<< /Size \(offsets.count + 1) /Root \(root) 0 R /Info \(info) 0 R /ID [<\(id)> <\(id)>] >>\n")
        file.write("startxref\n\(start)\n%%EOF\n")
        return file.octets
    }

    private mutating func begin(_ number: Int) {
        precondition(offsets[number - 1] == nil, "an object is written once")
        offsets[number - 1] = octets.count
        write("\(number) 0 obj\n")
    }

    private mutating func write(_ text: String) {
        octets += Array(text.utf8)
    }

    /// 128 bits that tell this file from others (§14.4), in hexadecimal digits: FNV-1a from either end.
    private var fingerprint: String {
        func hash(_ octets: some Sequence<UInt8>) -> UInt64 {
            octets.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        return [hash(octets), hash(octets.reversed())].map {
            let digits = String($0, radix: 16, uppercase: true)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
