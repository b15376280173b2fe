import FaxModel
import Testing

@testable import Class1

@Suite("A modem that rings, and what it is")
struct RingListenerTests {
    private func heard(_ lines: String...) -> (listener: RingListener, rang: [Bool]) {
        var listener = RingListener()
        let rang = lines.map { listener.received(Array("\r\n\($0)\r\n".utf8)) }
        return (listener, rang)
    }

    @Test func ringsAreCounted() {
        let (listener, rang) = heard("RING", "OK", "RING")
        #expect(rang == [true, false, true])
        #expect(listener.rings == 2)
        #expect(listener.caller == CallerIdentification())
    }

    @Test func theCallerIsRead() {
        let (listener, _) = heard("RING", "DATE=1125", "TIME=0401", "NMBR=+49228123", "NAME=MILLER LTD", "NDID=4711")
        #expect(listener.caller == CallerIdentification(number: "+49228123", name: "MILLER LTD", dialled: "4711"))
        let (spaced, _) = heard("DATE = 1125", "NMBR = 5551234", "NAME = O", "DTMF = 12")
        #expect(spaced.caller == CallerIdentification(number: "5551234", dialled: "12"))
    }

    @Test(arguments: [("P", CallerIdentification.Absence.withheld), ("O", .unavailable)])
    func aNumberThatIsNotToldIsNone(value: String, absence: CallerIdentification.Absence) {
        #expect(heard("NMBR=\(value)", "NAME=P").listener.caller == CallerIdentification(absence: absence))
    }

    @Test func whatComesInPiecesIsRead() {
        var listener = RingListener()
        let octets = Array("\r\nRING\r\n\r\nNMBR=123\r\n".utf8)
        var rings = 0
        for octet in octets where listener.received([octet]) { rings += 1 }
        #expect(rings == 1)
        #expect(listener.caller.number == "123")
    }

    @Test("The rings before its caller was told are known, in one piece or octet by octet", arguments: [1, 100])
    func ringsBeforeCaller(_ piece: Int) {
        var listener = RingListener()
        var octets = ["RING", "RING", "NMBR=1", "NDID=2", "RING"].flatMap { Array("\r\n\($0)\r\n".utf8) }[...]
        #expect(listener.ringsBeforeCaller == nil)
        while !octets.isEmpty {
            _ = listener.received(octets.prefix(piece))
            octets = octets.dropFirst(piece)
        }
        #expect(listener.rings == 3)
        #expect(listener.ringsBeforeCaller == 2)
        listener.forgetCaller()
        #expect(listener.ringsBeforeCaller == nil)
    }

    @Test func whoeverHasHungUpIsForgotten() {
        var (listener, _) = heard("RING", "NMBR=123")
        listener.ringingEnded()
        #expect(listener.rings == 0)
        #expect(listener.caller == CallerIdentification())
    }

    @Test func strangersCanWriteNothingThatHarms() {
        let long = String(repeating: "9", count: 500)
        let (listener, _) = heard("NMBR=\(long)", "NAME=a\u{1B}[31m\u{E9}b", "=", "NDID=", "\u{0}\u{FF}")
        #expect(listener.caller.number == String(repeating: "9", count: 80))
        #expect(listener.caller.name == "a[31mb")
        #expect(listener.caller.dialled == nil)
    }

    @Test func digitsThatComeAsTonesAreTheNumberThatWasCalled() {
        var (listener, _) = heard("RING")
        _ = listener.received([0x10, UInt8(ascii: "4"), 0x10, UInt8(ascii: "2"), 0x10])
        _ = listener.received([UInt8(ascii: "#"), 0x10, UInt8(ascii: "/"), 0x10, 0x1B] + Array("\r\nNMBR=5\r\n".utf8))
        #expect(listener.tones == "42#")
        #expect(listener.caller == CallerIdentification(number: "5", dialled: "42#"))
        #expect(!listener.hasHeardCaller)
        _ = listener.received([0x10, UInt8(ascii: "c")])
        #expect(listener.hasHeardCaller, "a fax machine sends its tone: it dials no more")
        listener.ringingEnded()
        #expect(listener.tones.isEmpty)
    }

    @Test func aModemSaysWhatItIs() {
        #expect(answer(["ACME\r\nOK", "56K fax\r\nOK"]) == "ACME 56K fax")
        #expect(answer(["ERROR", "ERROR", "V2.210-V90\r\nOK"]) == "V2.210-V90")
        #expect(answer(["ERROR", "OK", "ERROR"]) == "")
    }

    private func answer(_ answers: [String]) -> String {
        var inquiry = ModemInquiry()
        for answer in answers {
            guard inquiry.next() != nil else { break }
            let isComplete = inquiry.received(Array("\r\n\(answer)\r\n".utf8))
            #expect(isComplete)
        }
        return inquiry.answer
    }
}
