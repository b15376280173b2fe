import Class1
import FaxModel

extension FuzzTarget {
    /// A Class 1 modem on a serial line: the input says what it sends, when its deadlines come, and what it is told to do.
    static let modem = FuzzTarget("modem") { input in
        var reader = InputReader(input)
        var modem = Class1Modem(settings: Class1Settings(receives: reader.octet() < 128))
        var hasDeadline = false
        func take(_ outputs: [Class1Output]) {
            for output in outputs {
                switch output {
                case .startDeadline: hasDeadline = true
                case .stopDeadline: hasDeadline = false
                case .write, .writeInstead, .discardOutput, .obeyFlowControl, .ready, .report: break
                }
            }
        }
        take(modem.start())
        while !reader.isAtEnd {
            switch reader.number(below: 6) {
            case 0: take(modem.received(reader.octets()))
            case 1: take(modem.received(Array("\r\n\(words[reader.number(below: words.count)])\r\n".utf8)))
            case 2:
                guard hasDeadline else { continue }
                hasDeadline = false
                take(modem.deadlineReached())
            case 3: take(modem.perform(command(&reader)))
            case 4: take(modem.interrupt())
            default: take(modem.received([0x10, reader.octet()]))
            }
        }
    }

    private static let words = [
        "OK", "CONNECT", "NO CARRIER", "ERROR", "BUSY", "NO ANSWER", "NO DIALTONE", "RING", "+FCERROR", "+FRH:3", "+F4",
        "VOICE", "BLACKLISTED", "24,48,72,96,97,98,121,122,145,146", "(24,48,72-74,96-98)", "\u{13}\u{11}CONNECT",
    ]

    private static func command(_ reader: inout InputReader) -> ModemCommand {
        let modulation = Modulation.allCases[reader.number(below: Modulation.allCases.count)]
        switch reader.number(below: 12) {
        case 0: return .dial("123")
        case 1: return .answer
        case 2, 3: return .receiveFrames
        case 4: return .receiveData(modulation, training: .long)
        case 5: return .receiveBlock(modulation, training: .short)
        case 6: return .sendFrames([reader.octets(), reader.octets()])
        case 7: return .sendTrainingCheck(modulation, milliseconds: 1500)
        case 8: return .sendPage(modulation, training: .short, reader.octets())
        case 9: return .sendBlock(modulation, training: .short, [reader.octets()])
        case 10: return .awaitSilence(milliseconds: 75)
        default: return .hangUp
        }
    }
}
