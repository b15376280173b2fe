import FaxModel
import Testing

@testable import T30

@Suite("Frames")
struct FrameTests {
    /// What goes over the line, as the tables of T.30 §5.3.6.1 have it: first bit leftmost there, least significant
    /// here.
    @Test(arguments: [
        (Frame(.dis, fromDISReceiver: false), [0xFF, 0x13, 0x80] as [UInt8]),
        (Frame(.dcs), [0xFF, 0x13, 0x83]), (Frame(.tsi, isFinal: false), [0xFF, 0x03, 0x43]),
        (Frame(.cfr, fromDISReceiver: false), [0xFF, 0x13, 0x84]),
        (Frame(.mcf, fromDISReceiver: false), [0xFF, 0x13, 0x8C]),
        (Frame(.eop), [0xFF, 0x13, 0x2F]), (Frame(.mps), [0xFF, 0x13, 0x4F]), (Frame(.dcn), [0xFF, 0x13, 0xFB]),
        (Frame(.pps), [0xFF, 0x13, 0xBF]), (Frame(.dtc), [0xFF, 0x13, 0x81]),
    ])
    func octetsAreThoseOfTheRecommendation(_ frame: Frame, _ octets: [UInt8]) {
        #expect(frame.octets == octets)
        #expect(Frame(octets: octets) == frame)
    }

    @Test(arguments: FacsimileControlField.allCases)
    func everyFieldIsReadBack(_ field: FacsimileControlField) {
        for fromDISReceiver in [false, true] {
            let frame = Frame(field, [1, 2], isFinal: false, fromDISReceiver: fromDISReceiver)
            #expect(Frame(octets: frame.octets) == frame)
            #expect(!field.abbreviation.isEmpty)
        }
    }

    @Test(
        arguments: [
            [], [0xFF], [0xFF, 0x13], [0x00, 0x13, 0x80], [0xFF, 0x55, 0x80], [0xFF, 0x13, 0xFF],
            [0xFF, 0x13, 0x80] + [UInt8](repeating: 0, count: 300),
        ] as [[UInt8]])
    func whatIsNoFrameIsNotRead(_ octets: [UInt8]) {
        #expect(Frame(octets: octets) == nil)
    }

    @Test func noOctetsCrashTheReaders() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var octets = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if octets.count > 2 { (octets[0], octets[1]) = (0xFF, 0x13) }
            _ = Frame(octets: octets)?.description
        }
    }

    @Test func aStationIDIsSentBackwards() throws {
        let id = StationID("+49 228 1")
        #expect(id.field.count == 20)
        #expect(Array(id.field.prefix(3)) == Array("1 8".utf8))
        #expect(StationID(field: id.field) == id)
        #expect(StationID(field: []) == nil)
        #expect(StationID(field: [UInt8](repeating: 0x20, count: 20)) == nil)
        #expect(StationID("12345678901234567890123").text.count == 20)
    }

    @Test func bitsBeyondAMissingExtendBitDoNotCount() {
        var field = BitField()
        field[27] = true
        #expect(field.octets == [0, 0, 0x80, 0x04])
        #expect(Capabilities(field: [0, 0x02, 0x00, 0x04]).errorCorrection == false)
        #expect(Capabilities(field: [0, 0x02, 0x80, 0x04]).errorCorrection)
        #expect(Capabilities(field: []).canReceive == false)
    }

    @Test(arguments: [
        (0b0000, [Modulation.v27ter2400]), (0b0100, [.v27ter4800, .v27ter2400]), (0b1000, [.v29at9600, .v29at7200]),
        (0b1100, [.v29at9600, .v29at7200, .v27ter4800, .v27ter2400]),
    ])
    func ratesAreReadFromADIS(_ value: Int, _ modulations: [Modulation]) {
        var field = BitField()
        field.set(11, count: 4, to: value)
        #expect(Capabilities(field: field.octets).modulations == modulations)
    }

    @Test("A DIS offers no rate above those that are allowed", arguments: [2400, 4800, 7200, 9600, 12_000, 14_400])
    func ratesAreLimited(_ maximum: Int) {
        let policy = ReceivingPolicy(modulations: Set(Modulation.allCases.filter { $0.bitRate <= maximum }))
        let offered = Capabilities(policy).modulations.map(\.bitRate)
        #expect(offered.allSatisfy { $0 <= maximum })
        #expect(offered.first == [7200: 4800, 12_000: 9600][maximum, default: maximum])
    }

    @Test(arguments: Modulation.allCases)
    func everyRateOfADCSIsOneThatADISCanOffer(_ modulation: Modulation) {
        #expect(Capabilities(field: Frame.modern.information).modulations.contains(modulation))
    }

    @Test func theDCSOfAnAgreementSaysWhatWasAgreedOn() {
        let capabilities = Capabilities(field: Frame.modern.information)
        let agreed = SessionParameters(
            capabilities: capabilities, page: PageFormat(width: .a3, resolution: .fine), modulation: .v17at14400,
            policy: SendingPolicy())
        #expect(agreed.format == PageFormat(width: .a4, resolution: .fine))
        #expect(agreed.coding == .mmr)
        #expect(agreed.field == [0x00, 0x62, 0xF0, 0x44])
    }

    @Test func withoutErrorCorrectionThereAreNoSmallFrames() {
        let capabilities = Capabilities(field: [0x40, 0x02, 0x00])
        #expect(capabilities.prefersSmallFrames)
        let agreed = SessionParameters(
            capabilities: capabilities, page: PageFormat(), modulation: .v27ter2400,
            policy: SendingPolicy(smallFrames: true))
        #expect(SessionParameters(command: agreed.field) == agreed)
        #expect(SessionParameters(command: [0, 0x02, 0x80, 0x08])?.frameOctets == 256)
    }
}
