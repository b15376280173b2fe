import Configuration
import FaxModel
import Foundation
import LDAPGrammar
import Testing

@Suite struct DirectorySettingsTests {
    private func directory(_ lines: String...) throws -> DirectorySettings { try directory(lines) }

    private func directory(_ lines: [String]) throws -> DirectorySettings {
        let text = (["directory:"] + lines.map { "  \($0)" }).joined(separator: "\n")
        return try #require(try Configuration(text: text, file: "faxpost.yaml").directory)
    }

    @Test func thereIsNoDirectoryByDefault() throws {
        let configuration = try Configuration(text: "", file: "faxpost.yaml")
        #expect(configuration.directory == nil && configuration.people.isEmpty)
        #expect(configuration.dialling.lineGroup == .default)
    }

    @Test func addressAndBaseAreEnough() throws {
        let settings = try directory("url: ldap://ldap.example.org", "base: dc=example,dc=org")
        #expect(settings.urls.map(\.description) == ["ldap://ldap.example.org:389"])
        #expect(settings.filter.filter(["address": "a@b"])?.description == "(mail=a@b)")
        #expect(
            settings.attributes.all.map(\.name) == [
                "cn", "company", "o", "departmentNumber", "ou", "roomNumber", "postalAddress", "street", "postalCode",
                "l",
                "telephoneNumber", "facsimileTelephoneNumber", "mail", "preferredLanguage",
            ])
        #expect(settings.timeout == .seconds(5) && settings.binding == .anonymous && !settings.startTLS)
    }

    @Test(arguments: [
        ("base: x", "directory.url: is missing"), ("url: http://x", "is not the URL of a directory server"),
        ("filter: (mail={adress})", "{adress} is no placeholder; known here: {address}, {domain}, {local-part}"),
        ("filter: (mail={address}", "')' expected"), ("filter: (mail=*)", "would find anybody"),
        ("bind-dn: cn=x", "bind-dn and password-file go together"),
        ("password-file: /x", "bind-dn and password-file go together"),
        ("password: x", "directory.password: unknown key"),
        ("attributes: {name: a b}", "is not the name of an attribute"),
        ("attributes: {fax: x}", "unknown key"), ("timeout: 0s", "must be longer than nothing"),
        ("longest-retry: 1s", "is shorter than first-retry"), ("start-tls: maybe", "is not yes or no"),
    ])
    func aMistakeIsNamedWithItsKey(line: String, message: String) {
        var lines = ["url: ldap://x", "base: dc=x"].filter { !line.hasPrefix($0.prefix(4)) && !line.hasPrefix("base") }
        lines.append(line)
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(
                text: (["directory:"] + lines.map { "  \($0)" }).joined(separator: "\n"), file: "faxpost.yaml")
        }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("faxpost.yaml:") == true)
    }

    @Test("A filter of which a copy can't tell whom it means is refused where the copy is asked")
    func undecidableFilters() throws {
        let groups = "groups: {by: search, filter: '(member:1.2.840.113556.1.4.1941:={dn})'}"
        let filter = "filter: (&(mail={address})(uidNumber>=1000))"
        for lines in [[groups, "source: copy"], [filter, "unavailable: copy"]] {
            let error = #expect(throws: ConfigurationError.self) {
                try directory(["url: ldap://x", "base: dc=x", "copy: {}"] + lines)
            }
            #expect(error?.description.contains("can't be answered from a copy") == true)
        }
        _ = try directory(["url: ldap://x", "base: dc=x", "copy: {}", groups, filter])
        for profile in ["ad", "domino", "inetorgperson"] {
            _ = try directory(["url: ldap://x", "base: dc=x", "copy: {}", "source: copy", "profile: \(profile)"])
        }
    }

    @Test func startTLSIsNotForLDAPS() {
        #expect(throws: ConfigurationError.self) {
            try directory("url: ldaps://x", "base: dc=x", "start-tls: yes")
        }
    }

    @Test(arguments: [
        ("people: [{mail: x}]", "'x' is not a mail address"), ("people: [{name: x}]", "people[1].mail: is missing"),
        ("people: [{mail: a@b, fax: 1}]", "unknown key"),
        ("people: [{mail: a@b}, {mail: A@B}]", "is the address of another one"),
        ("people: [{mail: a@b}]\ndirectory: {url: ldap://x, base: dc=x}", "is for where there is no directory"),
        ("dialling: {line-group: ''}", "is empty"), ("enrich: {concurrency: 0}", "is not between 1 and 1000"),
    ])
    func otherSectionsAreReadAsStrictly(text: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try Configuration(text: text, file: "faxpost.yaml") }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test func aPasswordFileThatEverybodyCanReadIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "password").path
        let binding = try directory("url: ldap://x", "base: dc=x", "bind-dn: cn=x", "password-file: \(path)").binding
        guard case .simple("cn=x", let file) = binding else {
            Issue.record("\(binding)")
            return
        }
        let missing = #expect(throws: ConfigurationError.self) { try file.read() }
        #expect(missing?.description.contains("faxpost.yaml:5: directory.password-file: the file '\(path)'") == true)
        for (mode, content, expected) in [
            (0o644, "secret\n", nil), (0o600, "\n", nil), (0o640, "secret", "secret"), (0o600, "s 1 \r\nx", "s 1 "),
        ] as [(Int, String, String?)] {
            try Data(content.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            if let expected {
                #expect(try file.read() == expected)
            } else {
                let error = #expect(throws: ConfigurationError.self) { try file.read() }
                #expect(error?.description.contains("password-file") == true)
                #expect(mode != 0o644 || error?.message.contains("mode 644") == true)
            }
        }
    }
}
