import FaxModel
import Testing

@testable import T30

@Suite("What the far end says of itself")
struct RemoteFramesTests {
    /// Japan, and what a manufacturer likes (ITU-T T.35).
    private let facilities: [UInt8] = [0x00, 0x00, 0x0E, 0x00, 0x96, 0x0F]

    private func frame(_ field: FacsimileControlField) -> Frame {
        Frame(field, facilities, isFinal: false, fromDISReceiver: field == .nss)
    }

    @Test("Non-standard facilities before a DIS (NSF) are kept for the record, and change nothing")
    func called() {
        var call = ScriptedCall()
        call.play([
            .we("dial 12345"), .modem(.connected), .they([frame(.nsf), .csi, .plain]),
            .we("DCS", "TCF v17at14400 1400"), .they(.cfr), .we("prepare 0 MH", "page 3 v17at14400 short", "EOP"),
            .they(.mcf), .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
        ])
        #expect(call.report?.remoteFrames.nonStandardFacilities == facilities)
        #expect(call.report?.remoteFrames.capabilities == Frame.plain.information)
        #expect(call.report?.remoteStation?.text == "+49 30 99")
    }

    @Test("So are those before a DCS (NSS)")
    func calling() {
        let call = ReceivingCall(policy: ReceivingPolicy())
        var scripted = ScriptedCall(.receiving(call))
        let command = SessionParameters(
            capabilities: Capabilities(field: Frame.plain.information), page: PageFormat(), modulation: .v29at9600,
            policy: SendingPolicy())
        scripted.play([
            .we("answer"), .modem(.connected), .we("DIS"), .they([frame(.nss), Frame(.dcs, command.field)]),
            .we("await data v29at9600 long"), .modem(.callDropped), .we("hang up"),
            .end(.lineDroppedInTraining, pages: 0),
        ])
        #expect(scripted.report?.remoteFrames.nonStandardFacilities == facilities)
    }

    @Test("A log says them in hexadecimal digits")
    func logged() {
        #expect("\(frame(.nsf))" == "NSF [00 00 0e 00 96 0f]")
    }
}
