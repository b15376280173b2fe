import Configuration
import LDAPGrammar
import Testing

@Suite("What senders may, by the directory") struct DirectoryPermissionSettingsTests {
    private func directory(_ keys: String, _ more: String = "") throws -> DirectorySettings {
        let text = "directory: {url: 'ldap://x', base: 'dc=x', permissions: {\(keys)}\(more)}"
        return try #require(try Configuration(text: text, file: "f").directory)
    }

    @Test("An attribute, several, or a text that is made of some, for each thing; none where the section is not there")
    func attributes() throws {
        let settings = try #require(
            try directory("numbers: [faxNumbers, title], fields: 'X-Fax-{l}', unsaid: refuse").permissions)
        #expect(settings.attributes.keys.sorted { $0.rawValue < $1.rawValue } == [.fields, .numbers])
        #expect(settings.all.map(\.name) == ["faxNumbers", "title", "l"] && settings.unsaid == .refuse)
        #expect(try directory("highest-priority: title").permissions?.unsaid == .rules)
        let without = try Configuration(text: "directory: {url: 'ldap://x', base: 'dc=x'}", file: "f").directory
        #expect(without != nil && without?.permissions == nil)
    }

    @Test(
        "A section that asks for nothing is a mistake",
        arguments: [
            (
                "unsaid: refuse",
                "directory.permissions.unsaid: is no use without an attribute for one of numbers, fields"
            ),
            ("numbers: []", "is no use without an attribute"),
            ("number: title", "directory.permissions.number: unknown key"),
            ("numbers: title, unsaid: pass", "'pass' is not one of rules, refuse"),
            ("numbers: 'a b'", "is not the name of an attribute"),
        ])
    func mistakes(keys: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try directory(keys) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test("Where senders are told from each other by what anybody can write, a warning says so")
    func looseSenders() throws {
        func warnings(_ more: String, login: String = "none") throws -> [String] {
            let text = """
                ingest:
                  {tls: starttls, auth: \(login), certificate: /c.pem, key: /c.key, users: {dn: "uid={user},dc=x"}}
                directory: {url: 'ldap://x', base: 'dc=x', permissions: {numbers: title}\(more)}
                """
            return try Configuration(text: text, file: "f").warnings.filter { $0.contains("directory.permissions") }
        }
        #expect(try warnings("").isEmpty)
        #expect(try warnings(", sender-field: X-User").count == 1)
        #expect(try warnings(", sender-field: X-User, senders: [field]").first?.contains("senders has 'field'") == true)
        #expect(try warnings("", login: "optional").isEmpty)
        #expect(try warnings(", senders: [address]").isEmpty)
        for order in ["address", "address, user"] {
            let loose = try warnings(", senders: [\(order)]", login: "optional")
            #expect(loose.first?.contains("does not have 'user' before 'address'") == true, "\(order)")
        }
    }
}
