internal import CLDAP

/// libldap as a whole.
enum LDAPLibrary {
    /// Asking for it initialises the library once. ldap_init(3): "the first call should be single-threaded or otherwise
    /// protected to insure that only one call is active"; Swift's initialisation of a global protects it. From then on a broken
    /// connection is an error, and not the end of the process.
    static let initialised: Void = {
        _ = faxpost_ldap_initialise_library()
        faxpost_ldap_survive_broken_pipes()
    }()
}
