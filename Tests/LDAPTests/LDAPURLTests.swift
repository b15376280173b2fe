import LDAPGrammar
import Testing

@Suite struct LDAPURLTests {
    @Test(arguments: [
        ("ldap://localhost", "ldap://localhost:389"), ("ldaps://dc1.example.com", "ldaps://dc1.example.com:636"),
        ("LDAP://10.0.0.1:3890/", "ldap://10.0.0.1:3890"), ("ldap://[::1]:1389", "ldap://[::1]:1389"),
    ])
    func aServersURLIsReadAndWritten(text: String, written: String) {
        #expect(LDAPURL(text)?.description == written)
    }

    @Test(arguments: [
        "", "localhost", "http://localhost", "ldap://", "ldap://:389", "ldap://a:0", "ldap://a:65536", "ldap://a:-1",
        "ldap://a/dc=example", "ldap://a b", "ldap://[localhost]", "ldap://[::1", "ldap://a ldap://b", "ldap://a:+5",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(LDAPURL(text) == nil)
    }
}
