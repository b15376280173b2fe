/// What an operation ended with: a result of the server (RFC 4511 §4.1.9, 0 and above) or of the client library (below 0).
public struct LDAPResultCode: RawRepresentable, Hashable, Sendable {
    /// The code as libldap has it.
    public let rawValue: Int32

    /// The code of this number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    public static let success = LDAPResultCode(rawValue: 0)
    public static let operationsError = LDAPResultCode(rawValue: 1)
    public static let protocolError = LDAPResultCode(rawValue: 2)
    public static let timeLimitExceeded = LDAPResultCode(rawValue: 3)
    public static let sizeLimitExceeded = LDAPResultCode(rawValue: 4)
    public static let referral = LDAPResultCode(rawValue: 10)
    public static let unavailableCriticalExtension = LDAPResultCode(rawValue: 12)
    /// Synchronisation has to begin anew (RFC 4533 §2.5, e-syncRefreshRequired).
    public static let syncRefreshRequired = LDAPResultCode(rawValue: 4096)
    public static let strongerAuthRequired = LDAPResultCode(rawValue: 8)
    public static let adminLimitExceeded = LDAPResultCode(rawValue: 11)
    public static let confidentialityRequired = LDAPResultCode(rawValue: 13)
    public static let noSuchObject = LDAPResultCode(rawValue: 32)
    public static let invalidDNSyntax = LDAPResultCode(rawValue: 34)
    public static let inappropriateAuthentication = LDAPResultCode(rawValue: 48)
    public static let invalidCredentials = LDAPResultCode(rawValue: 49)
    public static let insufficientAccessRights = LDAPResultCode(rawValue: 50)
    public static let busy = LDAPResultCode(rawValue: 51)
    public static let unavailable = LDAPResultCode(rawValue: 52)
    public static let unwillingToPerform = LDAPResultCode(rawValue: 53)
    /// The connection could not be made, or broke.
    public static let serverDown = LDAPResultCode(rawValue: -1)
    public static let localError = LDAPResultCode(rawValue: -2)
    /// What the server sent can't be read.
    public static let decodingError = LDAPResultCode(rawValue: -4)
    /// The server did not answer within the time that was set.
    public static let timeout = LDAPResultCode(rawValue: -5)
    public static let badFilter = LDAPResultCode(rawValue: -7)
    public static let parameterError = LDAPResultCode(rawValue: -9)
    /// Whoever asked wants no answer any more.
    public static let cancelled = LDAPResultCode(rawValue: -8)
    public static let noMemory = LDAPResultCode(rawValue: -10)
    /// TLS could not be agreed on, the check of the certificate included.
    public static let connectError = LDAPResultCode(rawValue: -11)

    /// The server sends without end: no code of a server in answer to a search, but libldap's own "results too large".
    public static let endlessAnswer = LDAPResultCode(rawValue: 70)
    /// References led round in a circle, or too far.
    public static let referralLimitExceeded = LDAPResultCode(rawValue: -17)
    /// Whether it can be that the connection was broken before anything was asked.
    var meansBrokenConnection: Bool { self == .serverDown || self == .unavailable }

    /// Whether another server may answer what this one could not.
    var isServersTrouble: Bool { endsConnection || self == .busy || self == .unwillingToPerform }

    /// Whether the connection is of no further use: broken, out of step, or with an answer outstanding.
    public var endsConnection: Bool {
        switch self {
        case .serverDown, .localError, .decodingError, .timeout, .connectError, .unavailable, .protocolError,
            .endlessAnswer:
            true
        default: false
        }
    }
}
