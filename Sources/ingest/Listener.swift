import Configuration
import NIOCore
import SMTP

/// A door of the server: what all connections through it have in common.
final class Listener: Sendable {
    /// What the configuration says.
    let settings: ListenerSettings
    /// What the state machines go by.
    let smtp: SMTPServerSettings
    /// Who is connected.
    let clients: ClientTable
    /// Who may try to log in.
    let logins = LoginTurns()

    /// The listener of these settings, of a server that calls itself `hostname`.
    init(_ settings: ListenerSettings, hostname: String) {
        self.settings = settings
        clients = ClientTable(settings)
        var smtp = SMTPServerSettings(
            hostname: hostname, maximumSize: settings.maximumSize.bytes,
            maximumRecipients: settings.maximumRecipients)
        smtp.service =
            switch settings.service {
            case .smtp: .smtp
            case .lmtp: .lmtp
            }
        smtp.encryption =
            switch settings.encryption {
            case .none: .none
            case .startTLS: .offered
            case .startTLSRequired: .required
            case .implicit: .implicit
            }
        smtp.login =
            switch settings.login {
            case .none: .none
            case .optional: .optional
            case .required: .required
            }
        smtp.commandTimeout = TimeAmount(settings.commandTimeout)
        smtp.dataTimeout = TimeAmount(settings.dataTimeout)
        smtp.mailTimeout = TimeAmount(settings.mailTimeout)
        self.smtp = smtp
    }
}
