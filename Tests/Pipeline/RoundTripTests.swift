import Foundation
import TestSupport
import Testing

/// An application and its faxes, with all programs as processes: what it hands in by SMTP, what becomes of it on the telephone, and what
/// comes back by mail.
@Suite("An application's round trip", .timeLimit(.minutes(15)))
struct RoundTripTests {
    /// What is to become of a fax.
    private enum Fate: String {
        case sent, busy, noAnswer, notFax, unprintable, refused

        /// The fate of the fax of this number: of a hundred, 30 are sent, 20 refused, 20 busy, 15 not answered, 10 of nothing, and 5 answered
        /// by somebody else.
        init(_ number: Int) {
            self =
                switch number % 10 {
                case 0...2: .sent
                case 3, 4: .busy
                case 5: .noAnswer
                case 6: number % 20 == 6 ? .notFax : .noAnswer
                case 7: .unprintable
                default: .refused
                }
        }

        /// The number that has it: each a number of its own where no machine takes the faxes in turn.
        func recipient(_ number: Int) -> String {
            switch self {
            case .sent, .unprintable: number.isMultiple(of: 2) ? "2222" : "3333"
            case .busy: String(format: "7%02d90001", number)
            case .noAnswer: String(format: "7%02d90003", number)
            case .notFax: "4444"
            case .refused: "90009"
            }
        }

        /// Its result, its code (RFC 3463), and how its calls ended.
        var result: (word: String, status: String, calls: [String]) {
            switch self {
            case .sent: ("sent", "2.0.0", ["sent"])
            case .busy: ("failed", "5.4.1", ["busy", "busy", "busy"])
            case .noAnswer: ("failed", "5.4.1", ["noAnswer"])
            case .notFax: ("failed", "5.1.1", ["notFax"])
            case .unprintable: ("failed", "5.6.1", [])
            case .refused: ("refused", "5.7.1", [])
            }
        }
    }

    private static func sections(_ exchange: Exchange, mail port: Int) -> String {
        let outgoing = (1...3).map { number in
            "    - {name: out-\(number), device: \"\(exchange.device("100\(number)"))\", station-id: \"+49 30 100\(number)\", "
                + "flow-control: software}"
        }
        let incoming = ["2222", "3333"].map { number in
            "    - {name: in-\(number), device: \"\(exchange.device(number))\", station-id: \"+49 30 \(number)\", "
                + "flow-control: software, group: in, initialisation: [ATX4S0=0, AT+VCID=1], answer: {rings: 2}}"
        }
        return """
            people:
              - {mail: jane@example.com, name: Jane Doe}
            rules:
              - {name: Premium numbers, to: ["90009"], may-fax: nowhere, because: Premium numbers are not dialled.}
              - {name: The house, who: {client: 127.0.0.1}, may-fax: extensions}
            faxout:
              finish-within: 1s
              lines:
            \((outgoing + incoming).joined(separator: "\n"))
              retry: {dials: 3, jitter: 0, busy: [50ms], no-answer: [], no-fax: [], dropped: [50ms], local: [50ms]}
            received: {default-recipient: fax-in@example.com, attachment: none, patience: 1s}
            deliver: {smarthost: "127.0.0.1:\(port)", hostname: fax.example, first-retry: 50ms, longest-retry: 200ms, concurrency: 8}
            """
    }

    /// Hands in a fax for each line `NUMBER RECIPIENT` of its argument, and says `NUMBER CODE WORDS` of each that is refused.
    private static let application = #"""
        import smtplib, sys
        with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as server:
            for line in sys.argv[2].splitlines():
                number, recipient, body = line.split('|')
                mail = ('From: jane@example.com\r\nTo: fax\r\nMessage-ID: <%s@client.example>\r\n'
                    'X-Fax-Reference: order № %s/2026\r\nX-Fax-Cover-Page: no\r\n\r\n%s\r\n' % (number, number, body))
                try:
                    server.sendmail('jane@example.com', [recipient + '@fax.example'], mail.encode(), ['SMTPUTF8', 'BODY=8BITMIME'])
                except smtplib.SMTPRecipientsRefused as refusal:
                    for code, words in refusal.recipients.values():
                        print(number, code, words.decode().replace('\n', ' '), flush=True)
        """#

    /// What it does with the references that come back: says of which fax each is.
    private static let reader = """
        import re, sys
        from email.header import decode_header, make_header
        for value in sys.argv[1:]:
            reference = str(make_header(decode_header(value)))
            print(re.fullmatch('order \\u2116 ([0-9]+)/2026', reference).group(1))
        """

    /// Answers, says something that is no fax machine's, and then nothing.
    private static let somebody = #"""
        import os, sys, tty
        device = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
        tty.setraw(device)
        def wait(*words):
            heard = b''
            while not any(word in heard for word in words): heard += os.read(device, 1000)
            return heard
        for command in [b'ATE0', b'AT+FCLASS=1']:
            os.write(device, command + b'\r')
            wait(b'OK')
        print('listening', flush=True)
        while True:
            wait(b'RING')
            os.write(device, b'ATA\r')
            if b'CONNECT' in wait(b'CONNECT', b'NO CARRIER'):
                os.write(device, b'\xff\x13\x55\x55\x55\x55\x10\x03')
        """#

    @Test("A hundred faxes: each result is matched by its reference alone, and says what has become of that fax")
    func references() async throws {
        let exchange = try await Exchange(numbers: ["1001", "1002", "1003", "2222", "3333", "4444"])
        let somebody = try ChildProcess("/usr/bin/python3", ["-c", Self.somebody, exchange.device("4444")])
        try await somebody.says("listening")
        let mailServer = try await MailServer(.deferring(10))
        try await Faxpost.with(Self.sections(exchange, mail: mailServer.port), lease: "10s") { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            try await faxpost.process(.faxout).says("The line is ready", times: 5)
            let orders = (0..<100).map { number in
                let fate = Fate(number)
                return "\(number)|\(fate.recipient(number))|\(fate == .unprintable ? "" : "Order \(number)")"
            }
            let said = try await ChildProcess.run(
                "/usr/bin/python3",
                ["-c", Self.application, "\(faxpost.port)", orders.joined(separator: "\n")])
            let refusals = said.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 2).map(String.init) }
            #expect(refusals.compactMap { Int($0[0]) } == (0..<100).filter { Fate($0) == .refused })
            #expect(
                refusals.allSatisfy { $0[1] == "550" && $0[2].contains("5.7.1 Premium numbers are not dialled.") })

            let (results, arrived) = try await collect(mailServer, results: 80, pages: 30)
            let numbers = try await ChildProcess.run(
                "/usr/bin/python3", ["-c", Self.reader] + results.map { $0.field("X-Fax-Reference") ?? "" })
            let matched = zip(numbers.split(separator: "\n").compactMap { Int($0) }, results).map { ($0, $1) }
            #expect(matched.map(\.0).sorted() == (0..<100).filter { Fate($0) != .refused }, "each once")
            for (number, mail) in matched { check(mail, of: number) }
            #expect(arrived == 30)
            // What the exchange has seen: no call more or less than was told.
            let dialled = exchange.calls.map { call -> String in
                let number = call.components(separatedBy: " dials ").last ?? ""
                return String(number.prefix { $0.isNumber })
            }
            for number in 0..<100 where [.busy, .noAnswer].contains(Fate(number)) {
                let fate = Fate(number)
                #expect(
                    dialled.count { $0 == fate.recipient(number) } == fate.result.calls.count, "fax \(number)")
            }
            #expect(!dialled.contains("90009"))
        }
    }

    /// The mails with results, as they come, and the pages that have come to the other end.
    private func collect(
        _ mailServer: MailServer, results count: Int, pages: Int
    ) async throws -> (results: [String], pages: Int) {
        var (results, arrived, number) = ([String](), 0, 0)
        while results.count < count || arrived < pages {
            number += 1
            try await mailServer.process.says("kept \(number)\n", within: .seconds(400))
            let mail = try await mailServer.mail(number)
            if mail.field("X-Fax-Direction") == "received" {
                arrived += mail.field("X-Fax-Pages").flatMap { Int($0) } ?? 0
            } else {
                results.append(mail)
            }
        }
        return (results, arrived)
    }

    /// Whether the fields of a result say what has become of the fax of this number.
    private func check(_ mail: String, of number: Int) {
        let (fate, expected) = (Fate(number), Fate(number).result)
        let calls = mail.replacing("\r\n ", with: " ").split(separator: "\r\n")
            .filter { $0.hasPrefix("X-Fax-Attempt: ") }
            .compactMap { $0.firstMatch(of: #/; result=(\w+);/#)?.output.1 }.map(String.init)
        let facts = [
            "result \(mail.field("X-Fax-Result") ?? "")", "status \(mail.field("X-Fax-Status") ?? "")",
            "number \(mail.field("X-Fax-Number") ?? "")", "calls \(calls)",
            "counted \(mail.field("X-Fax-Attempts") ?? "")", "arrived \(mail.field("X-Fax-Confirmed-Pages") ?? "")",
            "answers \(mail.field("References") ?? "")",
        ]
        let truth = [
            "result \(expected.word)", "status \(expected.status)", "number \(fate.recipient(number))",
            "calls \(expected.calls)", "counted \(expected.calls.count)", "arrived \(fate == .sent ? 1 : 0)",
            "answers <\(number)@client.example>",
        ]
        #expect(facts == truth, "fax \(number), \(fate)")
        let station = mail.field("X-Fax-Remote-Station")
        #expect(station == (fate == .sent ? "+49 30 \(fate.recipient(number))" : nil), "fax \(number), \(fate)")
    }
}
