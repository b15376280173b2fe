import Configuration
import Dialling
import FaxModel
import FaxPolicy
import Foundation
import Testing

@testable import Pipeline
@testable import enrich

/// What ingest would hand over, made for tests.
enum Received {
    /// The moment at which everything in these tests happens.
    static let now = Date(timeIntervalSince1970: 1_790_000_000)
    /// The order of every mail.
    static let order = OrderID(time: now, random: 7)

    /// The bytes of a mail with these header fields.
    static func bytes(_ fields: [String], body: String = "Hello.") -> [UInt8] {
        Array((fields + ["", body, ""]).joined(separator: "\r\n").utf8)
    }

    /// The dial plan of a section `dialling` with this line.
    static func dialPlan(_ line: String) throws -> DialPlan {
        DialPlan(try Configuration(text: "dialling:\n  country-code: 49\n  \(line)", file: "f").dialling)
    }

    /// What the directory has in place of numbers, under these rules; without any where that is empty.
    static func overridingNumbers(_ rules: String = "") throws -> OverridingNumbers {
        let dialling = "dialling: {country-code: 49, premium-prefixes: [+49900]}\n"
        let configuration = try Configuration(
            text: dialling + (rules.isEmpty ? "" : "rules: [\(rules)]"), file: "f")
        return OverridingNumbers(policy: FaxPolicy(rules: configuration.rules, configuration.dialling))
    }

    /// The envelope of `bytes`, with a recipient for each of `addresses`.
    static func mail(
        _ bytes: [UInt8], from sender: String = "jane@example.org",
        to addresses: [String] = ["+4922812345@fax.example.org"]
    ) throws -> ReceivedMail {
        ReceivedMail(
            order: order, sender: sender,
            recipients: try addresses.enumerated().map { index, address in
                ReceivedMail.Recipient(
                    job: JobID(order: order, number: index + 1), address: address,
                    number: try #require(FaxNumber(String(address.prefix { $0 != "@" }))))
            },
            received: now, client: "127.0.0.1",
            document: DocumentReference(
                digest: try #require(DocumentDigest(bytes: [UInt8](repeating: 5, count: 32))),
                byteCount: bytes.count, mediaType: "message/rfc822"))
    }
}

extension Completion {
    /// The order for `render` that it holds.
    func order() throws -> Order {
        #expect(verdict == .done)
        let task = try #require(successors.first)
        #expect(successors.count == 1)
        #expect(task.stage == .render && task.lane == .default && task.job == nil)
        return try PayloadCoding.decode(Order.self, from: task.payload)
    }

    /// The reports for `deliver` that it holds, one a job.
    func reports() throws -> [JobReport] {
        #expect(verdict == .done)
        #expect(successors.allSatisfy { $0.stage == .deliver && $0.job != nil })
        return try successors.map { try PayloadCoding.decode(JobReport.self, from: $0.payload) }
    }
}
