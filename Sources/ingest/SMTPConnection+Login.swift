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
        guard listener.clients.loginBegins(client, now: .now()) else {
            logger.notice("login not tried: too many have failed", metadata: ["user": "\(login.user)"])
            return machine.loginRefused(Self.tooManyLogins, now: .now())
        }
        let began = NIODeadline.now()
        let delay = server.failedLoginDelay
        whileWaiting(context) { () async throws(MailRefusal) in
            let finding: Result<Bool, LoginTrouble>
            do throws(LoginTrouble) {
                finding = .success(try await users.admits(login))
            } catch {
                finding = .failure(error)
            }
            if case .success(true) = finding { return finding }
            // However it was found out, it takes the same time.
            try? await Task.sleep(for: .nanoseconds((began + delay - .now()).nanoseconds))
            return finding
        } then: { connection, result in
            guard case .success(let finding) = result else { return }
            connection.checked(login.user, finding, client)
        }
    }

    private func checked(_ user: String, _ finding: Result<Bool, LoginTrouble>, _ client: ClientNetwork) {
        switch finding {
        case .success(true):
            listener.clients.loginHasNotFailed(client)
            submitter.user = user
            logger[metadataKey: "user"] = "\(user)"
            logger.info("logged in")
            machine.loginAccepted(user, now: .now())
        case .success(false):
            logger.notice("login refused", metadata: ["user": "\(user)"])
            machine.loginRefused(now: .now())
        case .failure(let trouble):
            listener.clients.loginHasNotFailed(client)
            logger.warning("A login can't be checked: \(trouble.reason)", metadata: ["user": "\(user)"])
            machine.loginRefused(Self.loginUnavailable, now: .now())
        }
    }
}
