/// What becomes of a fax of which not all has come, or of which that is not known: key `incomplete` of a profile.
public enum IncompleteFax: String, Hashable, Sendable, CaseIterable, Codable, ConfigurationValue {
    /// It is mailed as others are; its mail says so.
    case mail
    /// Its mail has no pages: it says that there is such a fax. The pages are in the job's history.
    case notice
    /// It goes to `received.default-recipient` in place of those whom the profile names.
    case `default`
}
