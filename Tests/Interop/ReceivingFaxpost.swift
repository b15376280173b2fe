import FaxModel
import Foundation
import Pipeline
import TestSupport

/// A Faxpost that answers on the modem 2222, and mails what it receives.
struct ReceivingFaxpost {
    /// Its programs.
    let faxpost: Faxpost
    private let mailServer: MailServer

    /// Who gets what it receives.
    static let recipient = "fax-in@example.com"

    /// Runs `body` with it.
    ///
    /// - Parameters:
    ///   - numbers: the modems of its lines; the first one only sends where there are two.
    ///   - group: the group of the line that answers; nothing is sent over `in`.
    ///   - answer: more of how the line answers, as `key: value`.
    ///   - patience: how long a fax waits whose call nobody has seen the end of.
    ///   - received: more of section `received`, as `key: value`.
    ///   - sections: more sections.
    ///   - environment: variables of its `faxout`.
    static func with(
        _ exchange: Exchange, numbers: [String] = ["2222"], group: String = "in", answer: String = "",
        patience: String = "1s", received: String = "", sections more: String = "",
        keepCalls: String = "all",
        environment: [String: String] = [:], _ body: (ReceivingFaxpost) async throws -> Void
    ) async throws {
        let mailServer = try await MailServer()
        let lines = numbers.map { number in
            let answers = number == numbers.last
            return "    - {name: line-\(number), device: \"\(exchange.device(number))\", "
                + "station-id: \"+49 30 \(number)\", flow-control: software, "
                + (answers
                    ? "group: \(group), initialisation: [ATX4S0=0, AT+VCID=1], answer: {rings: 2\(answer.isEmpty ? "" : ", \(answer)")}}"
                    : "group: default}")
        }.joined(separator: "\n")
        let sections = """
            people:
              - {mail: jane@example.com, name: Jane Doe}
            faxout:
              lines:
            \(lines)
              keep-calls: \(keepCalls)
              retry: {dials: 100, tries: 100, jitter: 0, no-answer: [1s], busy: [1s], dropped: [50ms], local: [50ms]}
            received: {default-recipient: \(recipient), attachment: both, patience: \(patience)\(received.isEmpty ? "" : ", \(received)")}
            \(more)
            deliver: {smarthost: "127.0.0.1:\(mailServer.port)", hostname: fax.example, first-retry: 50ms}
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let faxout = try await faxpost.start(.faxout, environment: environment)
            for _ in numbers { try await faxout.says("The line is ready") }
            try await body(ReceivingFaxpost(faxpost: faxpost, mailServer: mailServer))
        }
    }

    /// The mail of this number, from 1, as soon as it is there.
    func mail(_ number: Int = 1) async throws -> Fax {
        // A call of many pages takes its time.
        try await mailServer.process.says("kept \(number)\n", within: .seconds(400))
        return try Fax(await mailServer.mail(number))
    }

    /// The mail of this number, from 1, whatever it says.
    func notification(_ number: Int) async throws -> String {
        try await mailServer.process.says("kept \(number)\n", within: .seconds(400))
        return try await mailServer.mail(number)
    }

    /// What went over the line in the call that brought a fax.
    func call(_ fax: Fax) async throws -> CallLog {
        guard let job = fax.job else { throw SupportError("the mail names no job:\n\(fax.text)") }
        let history = try await faxpost.settled(job)
        guard let attempt = history.attempts.last else { throw SupportError("there was no call: \(history)") }
        return try await faxpost.client.query(.call(attempt.call), as: CallLog.self)
    }

    /// A received fax as its mail brings it.
    struct Fax {
        /// The mail.
        let text: String
        /// Its pages.
        let pages: [PageBitmap]

        init(_ text: String) throws {
            self.text = text
            guard let part = text.components(separatedBy: "Content-Transfer-Encoding: base64\r\n\r\n").last,
                let lines = part.components(separatedBy: "\r\n--").first,
                let file = Data(base64Encoded: lines, options: .ignoreUnknownCharacters)
            else { throw SupportError("the mail has no fax in it:\n\(text)") }
            pages = try Pages.bitmaps(Array(file))
        }

        /// The value of a field of the header that is not folded.
        func field(_ name: String) -> String? {
            text.components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") }.map {
                String($0.dropFirst(name.count + 2))
            }
        }

        /// The job that it is.
        var job: JobID? { field("X-Fax-Job").flatMap(JobID.init) }
    }
}
