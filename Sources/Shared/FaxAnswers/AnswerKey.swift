import Crypto
public import FaxModel
import Foundation

/// The key by which an installation knows the addresses that it has given out for answers. An address names a job, and a mark that
/// nobody can make who has not the key (HMAC with SHA-256, RFC 2104, cut to 130 bits): `again-0SB1M9SCSDSKW-1-` and 26 digits. Nothing is
/// kept of it, and letters' case does not count, so it survives every mail program.
public struct AnswerKey: Sendable {
    private let key: SymmetricKey

    /// Characters of a secret at least.
    public static let leastLength = 16

    /// The key of this secret.
    ///
    /// - Returns: `nil` where it is so short that somebody could guess it.
    public init?(secret: String) {
        guard secret.count >= Self.leastLength else { return nil }
        key = SymmetricKey(data: SHA256.hash(data: Data("faxpost answers \(secret)".utf8)))
    }

    /// The local part of the address at which answers about `job` are taken.
    public func localPart(for job: JobID) -> String {
        "\(Self.prefix)\(job)-\(mark(of: job))".lowercased()
    }

    /// What a local part says.
    public enum Finding: Hashable, Sendable {
        /// It is for answers about this job.
        case job(JobID)
        /// It looks like one of ours, and is none.
        case forged
        /// It is about something else.
        case other
    }

    /// What `localPart` says, in either case.
    public func find(_ localPart: String) -> Finding {
        let text = localPart.uppercased()
        guard text.hasPrefix(Self.prefix.uppercased()) else { return .other }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let job = JobID("\(parts[0])-\(parts[1])") else { return .forged }
        let mark = mark(of: job)
        // Each digit is looked at, so that the time tells nothing.
        let difference = zip(mark.utf8, parts[2].utf8).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && parts[2].utf8.count == mark.utf8.count ? .job(job) : .forged
    }

    private static let prefix = "again-"

    private func mark(of job: JobID) -> String {
        let code = Array(HMAC<SHA256>.authenticationCode(for: Data(job.description.utf8), using: key))
        // Five bits a digit, from the first.
        return String(
            decoding: (0..<26).map { position in
                let (octet, bit) = ((position * 5) / 8, (position * 5) % 8)
                let pair = UInt16(code[octet]) << 8 | UInt16(code[octet + 1])
                return Base32.digits[Int(pair >> UInt16(11 - bit)) & 31]
            }, as: UTF8.self)
    }
}
