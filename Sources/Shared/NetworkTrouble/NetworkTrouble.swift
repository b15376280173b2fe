import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// What went wrong on a network, in words that an operator understands: SwiftNIO and BoringSSL have names of their own for it.
public enum NetworkTrouble {
    /// The error as a clause that goes on after a colon, without an end: `the connection was refused`.
    public static func words(of error: any Error) -> String {
        switch error {
        case let error as IOError: words(ofSystem: error.errnoCode)
        case let error as NIOConnectionError: words(of: error)
        case let error as ChannelError: words(of: error)
        case let error as SocketAddressError.UnknownHost: "no address is known of the host '\(error.host)'"
        case let error as NIOSSLError: words(of: error)
        case let error as BoringSSLError: words(ofTLS: error)
        case let error as NIOSSLExtraError: words(of: error)
        default: "\(error)"
        }
    }

    /// What the system's number of an error means (errno).
    private static func words(ofSystem code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "the connection was refused: nothing listens there"
        case ECONNRESET, EPIPE: "the other side broke the connection"
        case ETIMEDOUT: "the other side did not answer in time"
        case EHOSTUNREACH, ENETUNREACH: "there is no way to that host"
        case EADDRINUSE: "another program has the address"
        case EADDRNOTAVAIL: "this machine does not have the address"
        case EACCES: "permission is denied; ports below 1024 need a privilege"
        case ENOENT: "there is no such socket"
        case EMFILE, ENFILE: "too many files are open"
        default: String(cString: strerror(code)).lowercasedFirst
        }
    }

    private static func words(of error: NIOConnectionError) -> String {
        guard let first = error.connectionErrors.first else {
            return "no address is known of the host '\(error.host)'"
        }
        let all = error.connectionErrors.map { "\($0.target.ipAddress ?? error.host): \(words(of: $0.error))" }
        return error.connectionErrors.count == 1 ? words(of: first.error) : all.joined(separator: "; ")
    }

    private static func words(of error: ChannelError) -> String {
        switch error {
        case .connectTimeout(let time): "it did not answer within \(time.nanoseconds / 1_000_000_000) s"
        case .ioOnClosedChannel, .alreadyClosed, .outputClosed, .inputClosed, .eof: "the connection was closed"
        default: "\(error)"
        }
    }

    private static func words(of error: NIOSSLError) -> String {
        switch error {
        case .handshakeFailed(let reason), .shutdownFailed(let reason): words(ofTLS: reason)
        case .failedToLoadCertificate: "there is no certificate in PEM that can be read"
        case .failedToLoadPrivateKey: "there is no private key in PEM that can be read"
        case .noSuchFilesystemObject: "there is no such file"
        case .noCertificateToValidate: "the other side has shown no certificate"
        case .unableToValidateCertificate: certificate
        case .uncleanShutdown: "the other side broke the connection"
        default: "TLS is out of step"
        }
    }

    private static let certificate = "its certificate is not trusted"

    private static func words(of error: NIOSSLExtraError) -> String {
        switch error {
        case .failedToValidateHostname: "its certificate is another host's"
        case .serverHostnameImpossibleToMatch, .invalidSNIHostname:
            "the host's name is none that a certificate can have"
        case .unknownPrivateKeyFileType: "the private key is in no form that is known"
        default: "TLS is out of step"
        }
    }

    /// BoringSSL's reasons stand in its errors' text only.
    private static func words(ofTLS error: BoringSSLError) -> String {
        let reasons = "\(error)".matches(of: /OPENSSL_internal:([A-Za-z0-9_]+)/).map { String($0.1) }
        guard let reason = reasons.first else { return "the other side broke TLS off" }
        return switch reason {
        case "CERTIFICATE_VERIFY_FAILED": certificate
        case "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST": "the other side does not speak TLS there"
        case "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_SUPPORTED_VERSIONS_ENABLED":
            "both sides have no version of TLS in common"
        case "NO_SHARED_CIPHER", "SSLV3_ALERT_HANDSHAKE_FAILURE", "HANDSHAKE_FAILURE_ON_CLIENT_HELLO":
            "both sides have no cipher in common"
        case "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
            "TLSV1_ALERT_ACCESS_DENIED":
            "the other side does not trust our certificate"
        case "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the other side says that our certificate has expired"
        case "KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH": "the key does not belong to the certificate"
        case "NO_START_LINE", "BAD_END_LINE", "BAD_BASE64_DECODE", "NOT_PEM": "it is not in PEM"
        case "BAD_PASSWORD_READ", "BAD_DECRYPT": "the key is protected by a passphrase; expected one without"
        default: "TLS says '\(reason.lowercased().replacing("_", with: " "))'"
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
