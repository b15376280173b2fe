import Configuration
import FaxModel
import FaxRequests
import Foundation
import Testing

/// Documentation and defaults say the same.
@Suite struct ShippedFileTests {
    @Test func itParsesAsItIsShipped() throws {
        let configuration = try Configuration(contentsOf: ShippedFile.path)
        #expect(configuration.ingest.domains == ["fax.example.com"])
        #expect(configuration.faxout.lines.map(\.device) == ["/dev/ttyS0"])
        #expect(configuration.directory == nil && configuration.people.isEmpty)
        #expect(configuration.secretKey?.path == "/etc/faxpost/secrets.key")
    }

    @Test func valuesThatItShowsAsDefaultsAreTheDefaults() throws {
        let shipped = try Configuration(contentsOf: ShippedFile.path)
        var enabled = try ShippedFile().settings(without: "directory", "rules", "profiles")

        // Examples, where the default is the machine's or nothing.
        #expect(enabled.ingest.hostname == "fax.example.com")
        #expect(enabled.deliver.hostname == "fax.example.com")
        #expect(enabled.deliver.from == "fax@fax.example.com")
        #expect(enabled.deliver.answerTimeout == .seconds(300) && shipped.deliver.answerTimeout == nil)
        #expect(enabled.faxout.lines[0].lockDirectory == "/var/lock" && shipped.faxout.lines[0].lockDirectory == nil)
        #expect(enabled.spool.callsPerSender == 4 && shipped.spool.callsPerSender == nil)
        #expect(enabled.faxout.lines[0].answer?.rings == 1 && shipped.faxout.lines[0].answer == nil)
        #expect(enabled.faxout.lines[0].answer?.polling.map(\.address) == [nil, "17"])
        #expect(enabled.faxout.lines[0].answer?.tones?.command == "AT+FCLASS=8;H1")
        #expect(enabled.received.defaultRecipient == "fax-in@example.com" && shipped.received.defaultRecipient == nil)
        #expect(enabled.dialling.countryCode == "49" && shipped.dialling.countryCode == nil)
        #expect(enabled.dialling.areaCode == "30" && shipped.dialling.areaCode == nil)
        #expect(
            enabled.ingest.certificate?.certificate == "/etc/faxpost/ingest.pem" && shipped.ingest.certificate == nil)
        #expect(enabled.ingest.certificate?.key.path == "/etc/faxpost/ingest.key")
        #expect(enabled.ingest.certificate?.minimumVersion == .v12)
        #expect(enabled.ingest.users?.needsDirectory == false && shipped.ingest.users == nil)
        #expect(enabled.ingest.listeners[0].connectionsPerMinute == 60)
        #expect(enabled.ingest.listeners[0].mailsPerMinute == 60)
        enabled.ingest.listeners[0].connectionsPerMinute = nil
        enabled.ingest.listeners[0].mailsPerMinute = nil
        (enabled.ingest.certificate, enabled.ingest.users) = (nil, nil)
        (enabled.dialling.countryCode, enabled.dialling.areaCode) = (nil, nil)
        enabled.faxout.lines[0].answer = nil
        enabled.received.defaultRecipient = nil
        #expect(enabled.received.ownNumber?.digits == "+4930231" && shipped.received.ownNumber == nil)
        #expect(enabled.received.profileFiles == ["/etc/faxpost/profiles.csv"] && shipped.received.profileFiles.isEmpty)
        #expect(enabled.received.timeZone.identifier == "Europe/Berlin")
        #expect(enabled.received.rejects.map(\.name) == ["Advertisers"] && shipped.received.rejects.isEmpty)
        enabled.received.ownNumber = nil
        (enabled.received.profileFiles, enabled.received.rejects) = ([], [])
        enabled.received.timeZone = shipped.received.timeZone
        #expect(enabled.received.mail.replyDomain == "fax.example.com" && shipped.received.mail.replyDomain == nil)
        enabled.received.mail.replyDomain = nil
        #expect(enabled.deliver.operatorAddress == "postmaster@example.com" && shipped.deliver.operatorAddress == nil)
        #expect(enabled.deliver.templates == "/etc/faxpost/templates" && shipped.deliver.templates == nil)
        #expect(enabled.deliver.languages == ["example.de": "de"] && shipped.deliver.languages.isEmpty)
        (enabled.deliver.operatorAddress, enabled.deliver.templates, enabled.deliver.languages) = (nil, nil, [:])
        #expect(enabled.spool.keys?.secretFile.path == "/etc/faxpost/host.key" && shipped.spool.keys == nil)
        enabled.spool.callsPerSender = nil
        enabled.spool.keys = nil
        #expect(enabled.ingest.trustedAuthentication.map(\.server) == ["mx.example.com"])
        enabled.ingest.trustedAuthentication = []
        #expect(enabled.ingest.personDomain == "example.com" && shipped.ingest.personDomain == nil)
        enabled.ingest.personDomain = nil
        #expect(enabled.ingest.timeZone.identifier == "Europe/Berlin")
        enabled.ingest.timeZone = shipped.ingest.timeZone
        #expect(enabled.render.covers.templates.keys.sorted() == ["business", "confidential", "plain"])
        enabled.render.covers.templates = [:]
        #expect(enabled.render.sharedCache?.folder == "/var/cache/faxpost/pages" && shipped.render.sharedCache == nil)
        let plainCache = try Configuration(
            text: "render: {shared-cache: {folder: /var/cache/faxpost/pages}}", file: "f")
        #expect(enabled.render.sharedCache == plainCache.render.sharedCache)
        enabled.render.sharedCache = nil
        enabled.ingest.hostname = shipped.ingest.hostname
        enabled.deliver.hostname = shipped.deliver.hostname
        enabled.deliver.from = shipped.deliver.from
        enabled.deliver.answerTimeout = nil
        enabled.faxout.lines[0].lockDirectory = nil

        #expect(enabled.spool == shipped.spool)
        #expect(enabled.log == shipped.log)
        #expect(enabled.ingest == shipped.ingest)
        #expect(enabled.fields.mistakes == shipped.fields.mistakes)
        #expect(enabled.fields.listAddresses == ["fax"] && shipped.fields.listAddresses.isEmpty)
        #expect(enabled.fields.names.covers("X-Urgent") && !shipped.fields.names.covers("X-Urgent"))
        #expect(enabled.enrich == shipped.enrich)
        #expect(enabled.dialling == shipped.dialling)
        #expect(enabled.render == shipped.render)
        #expect(enabled.faxout == shipped.faxout)
        #expect(enabled.deliver == shipped.deliver)
        // It says what holds for any attachment but none, and that is shown: pdf.
        #expect(enabled.received.mail.preview == true && shipped.received.mail.hasPreview)
        enabled.received.mail.preview = nil
        #expect(enabled.received == shipped.received)
    }

    @Test func theListenersThatItShowsAreRead() throws {
        let text = try ShippedFile().enabled(without: ["people", "smarthosts"]).replacing(
            "  listen: [127.0.0.1:2525]\n", with: "")
        let listeners = try Configuration(text: text, file: "f").ingest.listeners
        #expect(listeners.map(\.name) == ["relay", "submission", "local"])
        #expect(listeners.map(\.encryption) == [.none, .implicit, .none])
        #expect(listeners.map(\.service) == [.smtp, .smtp, .lmtp])
    }

    @Test func theRuleThatItShowsHasTheDefaultsWhereThereAreAny() throws {
        #expect(try Configuration(contentsOf: ShippedFile.path).rules == nil)
        var rule = try #require(try ShippedFile().settings(without: "people").rules?.first)
        #expect(rule.name == "The wards" && rule.mayFax == [.national, .extensions])
        #expect(rule.premiumRate == [.beginning("+491805123")] && rule.emergency == ["112"])
        #expect(rule.pagesADay == 500 && rule.senders.users == .any && rule.senders.verified == [.dmarc])
        #expect(rule.terms.lineGroup == .default && rule.terms.highestPriority == .urgent)
        #expect(rule.terms.coverTemplate == "built-in")
        rule.terms.coverTemplate = nil
        (rule.terms.lineGroup, rule.terms.highestPriority) = (nil, nil)
        #expect(rule.terms == FaxTerms(rule: "The wards"))
    }

    @Test func theDialPlanThatItShowsIsRead() throws {
        #expect(try Configuration(contentsOf: ShippedFile.path).dialling.rules.isEmpty)
        let dialling = try ShippedFile().settings(without: "people").dialling
        #expect(dialling.rules.map(\.name) == ["Germany", "Over ISDN"])
        #expect(dialling.rules[0].lineGroups.map(\.rawValue) == ["default", "isdn"])
        #expect(dialling.rules[0].callerID == .suppressed && dialling.rules[0].coding == .mr)
        #expect(dialling.rules[1].dial?.description == "{e164}")
        #expect(dialling.blocks(try #require(FaxNumber("+49666923"))) == "The competition gets no faxes.")
        #expect(dialling.blocks(try #require(FaxNumber("+496661"))) == nil)
    }

    @Test func theProfileThatItShowsHasTheDefaultsWhereThereAreAny() throws {
        #expect(try Configuration(contentsOf: ShippedFile.path).profiles.isEmpty)
        let profile = try #require(try ShippedFile().settings(without: "people").profiles.first)
        #expect(profile.name == "Jane Doe" && profile.dialled == [.oneExtension("210"), .range("220", "229")])
        #expect(profile.hours.map(\.description) == ["mon,tue,wed,thu,fri 08:00-18:00"])
        #expect(profile.route.recipients.count == 3 && profile.route.language == "de")
        let plain = ReceivedFaxRoute(to: [])
        #expect(profile.route.attachment == plain.attachment && profile.route.hasPreview == plain.hasPreview)
        #expect(!profile.isCopy)
    }

    @Test func thePeopleThatItShowsAreRead() throws {
        let people = try ShippedFile().settings(without: "directory", "rules", "profiles").people
        #expect(people.map(\.mail) == ["jane.doe@example.com"])
        #expect(
            people.map(\.party.description) == [
                "Jane Doe, Nordlicht Orgelbau GmbH, +49 30 23125 131, +49 30 23125 231, jane.doe@example.com"
            ])
    }

    @Test func theDirectoryThatItShowsHasTheDefaults() throws {
        let shown = try #require(try ShippedFile().settings(without: "people").directory)
        let plain = try #require(
            try Configuration(
                text: "directory: { url: 'ldap://ldap.example.com', base: 'ou=people,dc=example,dc=com' }", file: "f"
            ).directory)
        guard case .simple("cn=faxpost,dc=example,dc=com", let file) = shown.binding else {
            Issue.record("\(shown.binding)")
            return
        }
        #expect(file.path == "/etc/faxpost/directory.password")
        #expect(shown.certificate?.file == "/etc/faxpost/directory.pem" && shown.senderField != nil)
        let copy = try Configuration(
            text: "directory: { url: 'ldap://x', base: 'ou=people,dc=example,dc=com', copy: {} }", file: "f"
        ).directory?.copy
        var shownCopy = try #require(shown.copy)
        #expect(shownCopy.base == "dc=example,dc=com")
        shownCopy.base = "ou=people,dc=example,dc=com"
        #expect(shownCopy == copy)
        #expect(shown.authorityFile == "/etc/ssl/certs/ca-certificates.crt")
        var rest = shown
        rest.binding = .anonymous
        rest.certificate = nil
        rest.senderField = nil
        rest.senderKeys = plain.senderKeys
        rest.numberFilter = nil
        rest.copy = nil
        let profiles = try #require(shown.userProfiles)
        #expect(
            profiles.attributes[.dialled] == shown.attributes.facsimile
                && profiles.attributes[.to] == shown.attributes.mail)
        rest.userProfiles = nil
        #expect(shown.permissions?.attributes.count == SenderPermission.allCases.count)
        #expect(shown.permissions?.unsaid == .rules && plain.permissions == nil)
        rest.permissions = nil
        rest.authorityFile = nil
        #expect(rest == plain)
    }

    @Test(
        "Every key is documented, section by section",
        arguments: [
            ("", "unknown: x"), ("spool", "spool: { unknown: x }"),
            ("spool.ageing", "spool: { ageing: { unknown: x } }"),
            ("spool.wrong-numbers", "spool: { wrong-numbers: { unknown: x } }"),
            ("line-groups", "line-groups: [{ name: a, unknown: x }]"),
            ("line-groups.windows", "line-groups: [{ name: a, windows: [{ unknown: x }] }]"),
            ("log", "log: { unknown: x }"), ("secrets", "secrets: { unknown: x }"),
            ("ingest", "ingest: { unknown: x }"), ("fields", "fields: { unknown: x }"),
            ("enrich", "enrich: { unknown: x }"),
            ("directory", "directory: { url: 'ldap://x', base: x, unknown: x }"),
            ("directory.attributes", "directory: { url: 'ldap://x', base: x, attributes: { unknown: x } }"),
            ("directory.copy", "directory: { url: 'ldap://x', base: 'o=x', copy: { unknown: x } }"),
            ("directory.groups", "directory: { url: 'ldap://x', base: 'o=x', groups: { unknown: x } }"),
            (
                "directory.permissions",
                "directory: { url: 'ldap://x', base: x, permissions: { numbers: title, unknown: x } }"
            ),
            (
                "directory.user-profiles",
                "directory: { url: 'ldap://x', base: 'o=x', copy: {}, user-profiles: { unknown: x } }"
            ),
            (
                "ingest.trusted-authentication",
                "ingest: { trusted-authentication: [{ server: a, networks: ['::1'], unknown: x }] }"
            ),
            ("rules.who", "rules: [{ name: a, who: { unknown: x } }]"),
            ("people", "people: [{ mail: a@b, unknown: x }]"), ("dialling", "dialling: { unknown: x }"),
            ("render", "render: { unknown: x }"), ("render.sandbox", "render: { sandbox: { unknown: x } }"),
            ("render.shared-cache", "render: { shared-cache: { folder: /a, unknown: x } }"),
            ("faxout", "faxout: { unknown: x }"),
            ("faxout.lines", "faxout: { lines: [{ name: a, device: b, unknown: x }] }"),
            ("faxout.lines.answer", "faxout: { lines: [{ name: a, device: b, answer: { unknown: x } }] }"),
            ("received", "received: { mistake: x }"),
            ("received.reject", "received: { reject: [{ name: a, caller: withheld, unknown: x }] }"),
            ("dialling.rules", "dialling: { rules: [{ name: a, to: +49, unknown: x }] }"),
            ("dialling.blocked", "dialling: { blocked: [{ to: +49, unknown: x }] }"),
            ("dialling.caller-id", "dialling: { caller-id: { unknown: x } }"),
            ("profiles", "profiles: [{ name: a, to: a@example.com, unknown: x }]"),
            ("faxout.retry", "faxout: { retry: { unknown: x } }"), ("deliver", "deliver: { unknown: x }"),
        ])
    func everyKeyIsDocumented(section: String, text: String) throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try Configuration(text: text, file: "f") })
        let known = try #require(error.message.firstMatch(of: /known here: (.*)/)).1.split(separator: ", ")
        #expect(try ShippedFile().documentedKeys[section] == Set(known.map(String.init)))
    }
}

extension Party {
    /// All that is known.
    fileprivate var description: String {
        [name, company, telephone, facsimile, mail].compactMap { $0 }.joined(separator: ", ")
    }
}
