public import Configuration
public import FaxModel

/// The addresses at which an installation takes answers to word of faxes that failed.
public struct AnswerDomain: Sendable {
    /// Makes and knows their local parts.
    public let key: AnswerKey
    /// Their domain, in lower case.
    public let domain: String

    /// Addresses in `domain`.
    public init(key: AnswerKey, domain: String) {
        self.key = key
        self.domain = domain.lowercased()
    }

    /// The addresses of section `answers`; `nil` where there is none. Reads the key.
    ///
    /// - Throws: when the key can't be read, or could be guessed.
    public init?(_ settings: AnswerSettings?) throws(ConfigurationError) {
        guard let settings else { return nil }
        guard let key = AnswerKey(secret: try settings.keyFile.read()) else {
            throw settings.keyFile.error(
                "the key in '\(settings.keyFile.path)' has fewer than \(AnswerKey.leastLength) characters; make one by 'openssl rand -hex 32'"
            )
        }
        self.init(key: key, domain: settings.domain)
    }

    /// The address at which answers about `job` are taken.
    public func address(for job: JobID) -> String { "\(key.localPart(for: job))@\(domain)" }
}
