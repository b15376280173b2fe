import FaxModel
import Testing

@testable import Class1

@Suite("HDLC at the data rate")
struct HDLCEncoderTests {
    /// The frames in a stream of bits, taken apart bit by bit as ISO/IEC 13239 says; damaged ones are left out.
    private func frames(in octets: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var bits: [Bool] = []
        var ones = 0
        for octet in octets {
            for position in 0..<8 {
                let bit = octet >> position & 1 == 1
                if ones == 5, !bit {
                    ones = 0
                    continue
                }
                let isFlag = ones == 6 && !bit
                bits.append(bit)
                ones = bit ? ones + 1 : 0
                guard isFlag, bits.count >= 8 else { continue }
                bits.removeLast(8)
                if bits.count.isMultiple(of: 8), bits.count >= 16 {
                    let frame = stride(from: 0, to: bits.count, by: 8).map { start in
                        (0..<8).reduce(UInt8(0)) { $0 | (bits[start + $1] ? 1 << $1 : 0) }
                    }
                    // The remainder over a frame with its check sequence (ISO/IEC 13239 §4.2.5.2).
                    if CheckSequence.of(frame) == ~0xF0B8 { frames.append(frame.dropLast(2)) }
                }
                bits = []
                ones = 0
            }
        }
        return frames
    }

    @Test func theCheckSequenceIsThatOfX25() {
        #expect(CheckSequence.of(Array("123456789".utf8)) == 0x906E)
    }

    @Test func framesAreReadBackWhateverIsInThem() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let sent = (0..<4).map { _ in
                (0..<Int.random(in: 1...260, using: &random)).map { _ in
                    Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0xFF
                }
            }
            let received = frames(in: HDLCEncoder.block(sent, at: .v17at14400))
            #expect(received.elementsEqual(sent))
        }
    }

    @Test(arguments: Modulation.allCases)
    func aBlockBeginsWithFlagsFor200MillisecondsPlusOrMinus100(_ modulation: Modulation) {
        let octets = HDLCEncoder.block([[0xFF, 0x03, 0x86]], at: modulation)
        let flags = octets.prefix { $0 == 0x7E }.count
        #expect(abs(flags * 8000 / modulation.bitRate - 200) <= 100)
    }
}
