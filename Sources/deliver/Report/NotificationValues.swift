import FaxModel
import Foundation

/// What the text about a fax that was sent, or was not, is made of (docs/MAIL-OUT.md has the names).
enum NotificationValues {
    /// The values; times are told in `zone`.
    ///
    /// - Parameters:
    ///   - picture: the Content-ID of the picture of the first page; `nil` where there is none.
    ///   - answerTo: where an answer has the fax sent again; `nil` for nowhere.
    static func of(
        _ report: JobReport, wording: Wording, zone: TimeZone, picture: String? = nil, answerTo: String? = nil
    ) -> [String: Any] {
        fax(report, wording: wording, zone: zone, picture: picture, answerTo: answerTo).values
    }

    /// The same, as an item of a list.
    static func fax(
        _ report: JobReport, wording: Wording, zone: TimeZone, picture: String? = nil, answerTo: String? = nil
    ) -> TextValues {
        var values = TextValues()
        values.set("answerTo", answerTo)
        values.set("picture", picture)
        values.set("polling", when: report.isPolling == true)
        values.set("result", report.word)
        setResult(report, &values)
        values.set("reason", wording.said(report.sentence, zone: zone))
        values.set("status", report.status.description)
        values.set("recipient", recipient(report))
        values.set("sender", report.order.sender.name)
        values.set("subject", report.order.subject)
        values.set("number", report.job.number.digits)
        values.set("pages", report.pageCount)
        values.set("onePage", when: report.pageCount == 1)
        values.set("confirmedPages", report.confirmedPages)
        values.set("oneConfirmed", when: report.confirmedPages == 1)
        values.set("somePages", when: report.confirmedPages > 0)
        values.set("anyPages", when: report.pageCount > 0)
        values.set("anyReached", when: report.attempts.contains(where: \.hasReachedMachine))
        values.set("station", report.remoteStation)
        values.set("callCount", report.attempts.count)
        values.set("oneCall", when: report.attempts.count == 1)
        values.set("anyCalls", when: !report.attempts.isEmpty)
        values.set("seconds", report.seconds)
        values.set("oneSecond", when: report.seconds == 1)
        values.set("accepted", wording.date(report.order.received, zone: zone))
        values.set("ended", report.hasEnded ? wording.date(report.ended, zone: zone) : nil)
        values.set("reference", report.reference)
        values.set("billingCode", report.billingCode)
        values.set("job", report.job.id.description)
        values.set("order", report.order.id.description)
        values.set("calls", report.attempts.map { call($0, wording, zone: zone) })
        values.set("anyOmitted", when: !report.omitted.isEmpty)
        values.set("omitted", report.omitted.map { TextValues.omission($0, wording, zone: zone) })
        values.set("anyWarnings", when: report.order.options.warnings?.isEmpty == false)
        values.set("warnings", (report.order.options.warnings ?? []).map { wording.said($0, zone: zone) })
        values.setUndelivered(report.undelivered, wording, zone: zone)
        return values
    }

    private static func setResult(_ report: JobReport, _ values: inout TextValues) {
        var (sent, delayed, cancelled, givenUp) = (false, false, false, false)
        switch report.result {
        case .sent: sent = true
        case .delayed: delayed = true
        case .cancelled: cancelled = true
        case .failed: givenUp = true
        }
        values.set("sent", when: sent)
        values.set("delayed", when: delayed)
        values.set("cancelled", when: cancelled)
        values.set("givenUp", when: givenUp)
        values.set("unsent", when: cancelled || givenUp)
        guard let outcome = report.attempts.last?.outcome else { return }
        var outcomes = TextValues()
        outcomes.set(outcome.rawValue, when: true)
        values.set("outcome", [outcomes])
    }

    private static func recipient(_ report: JobReport) -> String {
        let party = report.job.recipient
        let names = [party.name, party.company].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? report.job.number.digits : "\(names.joined(separator: ", ")), \(report.job.number)"
    }

    private static func call(_ attempt: Attempt, _ wording: Wording, zone: TimeZone) -> TextValues {
        var values = TextValues()
        values.set("count", attempt.number)
        values.set("date", wording.date(attempt.began, zone: zone))
        values.set("dialled", attempt.dialled)
        values.set("line", attempt.line)
        values.set("sentence", wording.said(attempt.sentence ?? "interrupted", zone: zone))
        values.set("confirmed", attempt.confirmedPages)
        values.set("oneConfirmedHere", when: attempt.confirmedPages == 1)
        values.set("someHere", when: attempt.confirmedPages > 0)
        values.set("reached", when: attempt.hasReachedMachine)
        values.set("duration", attempt.seconds.map(String.init))
        values.set("oneSecondHere", when: attempt.seconds == 1)
        values.set("farStation", attempt.remoteStation)
        values.set("rate", attempt.bitRate.map(String.init))
        return values
    }
}

extension TextValues {
    /// What the operator is told of a mail that its recipient did not get.
    mutating func setUndelivered(_ undelivered: UndeliveredResult?, _ wording: Wording, zone: TimeZone) {
        set("undeliverable", when: undelivered != nil)
        set(
            "undelivered",
            [undelivered].compactMap(\.self).map { .undelivered($0.recipient, wording, zone: zone) })
    }

    /// Who did not get a mail, and why, as an item of a list.
    static func undelivered(_ recipient: UndeliveredRecipient, _ wording: Wording, zone: TimeZone) -> TextValues {
        var item = TextValues()
        item.set("address", recipient.address)
        item.set("reason", wording.said(recipient.failure.sentence, zone: zone))
        return item
    }

    /// A part that is missing from the pages, and why, as an item of a list.
    static func omission(_ part: OmittedPart, _ wording: Wording, zone: TimeZone) -> TextValues {
        var item = TextValues()
        item.set("name", wording.label(part.name))
        item.set("reason", wording.said(part.reason, zone: zone))
        return item
    }
}

extension Attempt {
    /// Whether a fax machine was on the line: only then seconds and pages are worth a word. Of a call that broke off because of us, what was
    /// heard says it.
    fileprivate var hasReachedMachine: Bool {
        switch outcome {
        case .sent, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped: true
        case .busy, .noAnswer, .noCarrier, .notFax, .local, .interrupted, nil:
            confirmedPages > 0 || remoteStation?.isEmpty == false || bitRate != nil
        }
    }
}
