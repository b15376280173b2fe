import LDAPGrammar
import Testing

@Suite("The basic encoding rules, as controls use them") struct BERTests {
    @Test(
        "Integers are as short as can be, with their sign",
        arguments: [
            (0, [2, 1, 0]), (127, [2, 1, 127]), (128, [2, 2, 0, 128]), (256, [2, 2, 1, 0]), (-1, [2, 1, 255]),
            (-128, [2, 1, 128]), (-129, [2, 2, 255, 127]),
        ] as [(Int, [UInt8])])
    func integers(value: Int, bytes: [UInt8]) {
        var writer = BERWriter()
        writer.integer(value)
        #expect(writer.bytes == bytes)
        var reader = BERReader(bytes)
        #expect(reader.integer() == value)
        #expect(reader.nextTag == nil)
    }

    @Test("Long contents have long lengths", arguments: [0, 1, 127, 128, 255, 256, 70_000])
    func lengths(count: Int) {
        var writer = BERWriter()
        writer.sequence { $0.element(BERTag.octetString, [UInt8](repeating: 7, count: count)) }
        var outer = BERReader(writer.bytes)
        var reader = outer.sequence()
        #expect(reader?.element(BERTag.octetString)?.count == count)
    }

    @Test(
        "What is cut off, or has another tag, is no element",
        arguments: [
            [], [4], [4, 2, 1], [4, 0x81], [4, 0x80, 0, 0], [4, 0x85, 0, 0, 0, 0, 1, 1], [4, 0x84, 255, 255, 255, 255],
        ]
            as [[UInt8]])
    func broken(bytes: [UInt8]) {
        var reader = BERReader(bytes)
        #expect(reader.element(BERTag.octetString) == nil)
    }
}
