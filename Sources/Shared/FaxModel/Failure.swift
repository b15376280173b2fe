public import Foundation

/// An enhanced mail system status code (RFC 3463 §2): class, subject and detail.
public struct EnhancedStatusCode: Hashable, Sendable {
    /// 2 success, 4 persistent transient failure, 5 permanent failure (RFC 3463 §3).
    public let severity: Int
    /// What the code is about (RFC 3463 §4), 0…999.
    public let subject: Int
    /// The detail within the subject, 0…999.
    public let detail: Int

    /// The code `severity.subject.detail`.
    public init(_ severity: Int, _ subject: Int, _ detail: Int) {
        precondition([2, 4, 5].contains(severity), "RFC 3463 §2 knows the classes 2, 4 and 5")
        self.severity = severity
        self.subject = subject
        self.detail = detail
    }
}

extension EnhancedStatusCode: LosslessStringConvertible {
    public var description: String { "\(severity).\(subject).\(detail)" }

    /// Reads `5.1.1`; `nil` for anything else, signs and leading zeros included (RFC 3463 §2).
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let severity = parts[0], let subject = parts[1], let detail = parts[2],
            [2, 4, 5].contains(severity), (0...999).contains(subject), (0...999).contains(detail)
        else { return nil }
        self.init(severity, subject, detail)
        guard description == text else { return nil }
    }
}

extension EnhancedStatusCode: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}

/// Why something was not done, for a program (the code) and for a person (the sentence).
public struct Failure: Error, Hashable, Sendable, Codable {
    /// The class of the failure, RFC 3463.
    public var status: EnhancedStatusCode
    /// What happened, to which job or number, and what to do: a sentence that the sender or the operator understands.
    public var sentence: String

    /// A failure with its code and its sentence.
    public init(_ status: EnhancedStatusCode, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }
}

extension Failure {
    /// The same failure, for good.
    public var permanent: Failure {
        Failure(EnhancedStatusCode(5, status.subject, status.detail), sentence)
    }

    /// Whether it is our own trouble, and not the far end's or the sender's (RFC 3463 §3.4: other or undefined mail system status).
    public var isOwnTrouble: Bool { status.subject == 3 && status.detail == 0 }

    /// The same failure, with words before its sentence that say what could not be done.
    public func preceded(by words: String) -> Failure {
        Failure(status, "\(words) \(sentence)")
    }
}

extension Failure: CustomStringConvertible {
    public var description: String { "\(sentence) (\(status))" }
}

/// How a worker's task ended: the one type in which every stage says so to the spool.
public enum Verdict: Hashable, Sendable {
    /// The task's work is done; its successors take over.
    case done
    /// Not now, by plan: the task is ready again at this time, for this reason.
    case retry(at: Date, Failure)
    /// The worker failed in a way that nobody planned: the task is ready again at this time. Counted, so that it ends.
    case trouble(at: Date, Failure)
    /// It can't be done; the task waits for the operator, its successors tell whom it concerns.
    case failed(Failure)
    /// The task or one of its documents can't be read; it is set aside for the operator.
    case corrupt(Failure)
    /// Handed back untouched by a worker that stops: ready again at once.
    case released
}
