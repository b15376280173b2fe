import FaxModel
import Foundation
import TestSupport

/// Sections of configurations that the tests here have in common.
enum Sections {
    /// A sender whom the configuration knows.
    static let people = """
        people:
          - {mail: jane@example.com, name: Jane Doe, company: Nordlicht Orgelbau GmbH, facsimile: +49 30 23125 231}
        """

    /// One line on the modem at `device`, with waits of milliseconds after a call that failed.
    static func line(_ device: String, retry: String = "") -> String {
        """
        faxout:
          finish-within: 1s
          lines:
            - {name: line-1, device: "\(device)", station-id: "+49 30 1001", flow-control: software}
          retry:
            dials: 4
            jitter: 0
            busy: [50ms]
            no-answer: [50ms]
            no-carrier: [50ms]
            dropped: [50ms]
            page-not-confirmed: [50ms]
            training-failed: [50ms]
            local: [200ms]
        \(retry)
        """
    }

    /// The mail server at `port`.
    static func deliver(_ port: Int) -> String {
        """
        deliver:
          smarthost: 127.0.0.1:\(port)
          hostname: fax.example
          first-retry: 50ms
          longest-retry: 200ms
        """
    }

    /// All of them.
    static func all(line device: String, mail port: Int) -> String {
        [people, line(device), deliver(port)].joined(separator: "\n")
    }
}

extension String {
    /// The value of a field of a mail, folded lines joined; `nil` when there is none.
    func field(_ name: String) -> String? {
        replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ").split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}
