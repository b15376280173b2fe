public import Configuration
public import Directory
public import FaxAddressing
import LDAP
public import Logging
public import Pipeline

/// How a program looks people up: online, in the copy, or in both, as the configuration says.
public struct DirectoryAccess: Sendable {
    /// Who is asked.
    public let people: PeopleDirectory
    /// The copy, a service of the program; `nil` where there is none.
    public let copy: DirectoryCopy?

    /// The access of a program that has `spool`.
    ///
    /// - Parameters:
    ///   - needsProfiles: whether the program also finds in the copy who gets received faxes. Only one that does keeps a copy for that alone.
    ///   - rest: how long a server that did not answer is let alone the first time.
    /// - Throws: when the file with the password can't be read.
    public init(
        _ settings: DirectorySettings, _ plan: NumberPlan, spool: SpoolClient, needsProfiles: Bool = false,
        rest: Duration = .seconds(2), logger: Logger
    ) throws(ConfigurationError) {
        let needsCopy =
            settings.source == .copy || settings.unavailable == .copy || needsProfiles && settings.userProfiles != nil
        copy =
            needsCopy
            ? settings.copy.map { copy in
                DirectoryCopy(copy, needed: settings.decidingAttributes, spool: spool, logger: logger)
            } : nil
        let online = settings.source == .online ? try LDAPClient(settings, rest: rest) : nil
        people = PeopleDirectory(settings, plan, online: online, copy: copy) { news in
            logger.log(level: news.isTrouble ? .warning : .notice, "\(news.sentence)")
        }
    }
}
