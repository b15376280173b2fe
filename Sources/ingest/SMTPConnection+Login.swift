import FaxModel
import Foundation
import Logging
import NIOCore
import SMTP

/// Logins (RFC 4954).
extension SMTPConnection {
    private static let tooManyLogins = Reply(
        454, EnhancedStatusCode(4, 7, 0), "Too many logins from your address have failed; try again later")
    private static let loginUnavailable = Reply(
        454, EnhancedStatusCode(4, 7, 0), "Logins can't be checked at the moment; try again later")

    func check(_ login: Login, _ context: ChannelHandlerContext) {
        guard let users = server.users else {
            preconditionFailure("the configuration lets no listener with logins pass without users")
        }
        let client = ClientNetwork(submitter.client)
        let turns = listener.logins
        let delay = server.failedLoginDelay
        whileWaiting(context) { () async throws(MailRefusal) -> LoginFinding in
            guard await turns.begin(client) else { return .notTried }
            let began = NIODeadline.now()
            let finding = await LoginFinding(of: login, in: users)
            turns.ended(client, hasFailed: finding == .wrong)
            if finding == .right { return finding }
            // However it was found out, it takes the same time.
            try? await Task.sleep(for: .nanoseconds((began + delay - .now()).nanoseconds))
            return finding
        } then: { connection, result in
            guard case .success(let finding) = result else { return }
            connection.checked(login.user, finding)
        }
    }

    private func checked(_ user: String, _ finding: LoginFinding) {
        switch finding {
        case .right:
            submitter.user = user
            logger[metadataKey: "user"] = "\(user)"
            logger.info("logged in")
            machine.loginAccepted(user, now: .now())
        case .wrong:
            logger.notice("login refused", metadata: ["user": "\(user)"])
            machine.loginRefused(now: .now())
        case .unknown(let reason):
            logger.warning("A login can't be checked: \(reason)", metadata: ["user": "\(user)"])
            machine.loginRefused(Self.loginUnavailable, now: .now())
        case .notTried:
            logger.notice("login not tried: too many have failed", metadata: ["user": "\(user)"])
            machine.loginRefused(Self.tooManyLogins, now: .now())
        }
    }
}

/// What has come of a login.
private enum LoginFinding: Hashable, Sendable {
    case right, wrong, notTried
    /// It can't be checked, and why.
    case unknown(String)

    /// What `users` say of it.
    init(of login: Login, in users: any UserDirectory) async {
        do throws(LoginTrouble) {
            self = try await users.admits(login) ? .right : .wrong
        } catch {
            self = .unknown(error.reason)
        }
    }
}
