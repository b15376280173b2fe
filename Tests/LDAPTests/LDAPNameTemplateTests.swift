import LDAPGrammar
import Testing

@Suite("Distinguished names with a placeholder: RFC 4514 §2.4")
struct LDAPNameTemplateTests {
    @Test(
        "What fills the placeholder is a value, whatever is in it",
        arguments: [
            ("jane", "uid=jane,dc=x"), ("Jane Doe", "uid=Jane\\20Doe,dc=x"), ("a,dc=y", "uid=a\\2cdc\\3dy,dc=x"),
            ("a+b", "uid=a\\2bb,dc=x"), ("#a\\\"<>;", "uid=\\23a\\5c\\22\\3c\\3e\\3b,dc=x"), ("a\0", "uid=a\\00,dc=x"),
            ("jürgen", "uid=jürgen,dc=x"),
        ])
    func values(value: String, name: String) throws {
        #expect(try #require(LDAPNameTemplate("uid={user},dc=x", placeholder: "user")).name(value) == name)
    }

    @Test("An empty value names nobody")
    func empty() throws {
        #expect(try #require(LDAPNameTemplate("uid={user},dc=x", placeholder: "user")).name("") == nil)
    }

    @Test(
        "A template names the placeholder once",
        arguments: ["uid=jane", "{user}", "uid={user},cn={user}", "uid={name}"])
    func bad(text: String) {
        #expect(LDAPNameTemplate(text, placeholder: "user") == nil)
    }
}
