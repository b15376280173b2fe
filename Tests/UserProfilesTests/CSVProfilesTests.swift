import Configuration
import FaxModel
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import UserProfiles

@Suite("Profiles of a CSV file")
struct CSVProfilesTests {
    private func profiles(_ text: String) throws -> [UserProfile] {
        try CSVProfiles.parse(text, source: "p.csv", hasCountryCode: true)
    }

    @Test("Columns by their names, values in quotes with commas, quotes and line ends in them (RFC 4180)")
    func values() throws {
        let profiles = try profiles(
            "\u{FEFF}name,dialled,to,attachment,hours,copy\r\n"
                + "\"Doe, \"\"Jane\"\"\",210 220..229,jane@example.com joe@example.com,tiff,\"mon-fri 08:00-18:00;\r\nsat\",\r\n"
                + "\r\n"
                + "Archive,,archive@example.com,pdf-a,,yes")
        #expect(profiles.map(\.name) == ["Doe, \"Jane\"", "Archive"])
        #expect(profiles[0].dialled == [.oneExtension("210"), .range("220", "229")])
        #expect(profiles[0].route.to == ["jane@example.com", "joe@example.com"])
        #expect(profiles[0].route.attachment == .tiff)
        #expect(profiles[0].hours.map(\.description) == ["mon,tue,wed,thu,fri 08:00-18:00", "sat 00:00-24:00"])
        #expect(profiles[1].isCopy && profiles[1].dialled.isEmpty && profiles[1].route.attachment == .archivalPDF)
    }

    @Test("Who is told, and what becomes of incomplete faxes; the mail of which nothing is said is the installation's")
    func mail() throws {
        let standard = try Configuration(text: "received: {attachment: tiff, preview: no}", file: "f").received.mail
        let profiles = try CSVProfiles.parse(
            "name,to,notice,incomplete,attachment\nJane,jane@example.com,\"a@b.com; c@d.com\",notice,\n"
                + "Kai,kai@example.com,,default,both\nLea,lea@example.com,,,", source: "p.csv", hasCountryCode: true,
            standard: standard)
        #expect(profiles.map(\.notices) == [["a@b.com", "c@d.com"], [], []])
        #expect(profiles.map(\.incomplete) == [.notice, .default, .mail])
        #expect(profiles.map(\.route.attachment) == [.tiff, .both, .tiff] && !profiles[0].route.hasPreview)
        #expect(throws: ProfileSourceError.self) { try self.profiles("name,to,incomplete\nJane,a@b.com,never") }
    }

    @Test("A mail that has nothing of the fax shows no picture of it, unless that is said of it")
    func bareMail() throws {
        func previews(_ received: String) throws -> [Bool] {
            let standard = try Configuration(text: "received: {\(received)}", file: "f").received.mail
            let text = "name,to,attachment,preview\nA,a@b.com,none,\nB,b@b.com,none,yes\nC,c@b.com,pdf,\nD,d@b.com,,\n"
            return [standard.hasPreview]
                + (try CSVProfiles.parse(text, source: "p.csv", hasCountryCode: true, standard: standard))
                .map(\.route.hasPreview)
        }
        #expect(try previews("") == [true, false, true, true, true])
        #expect(try previews("preview: yes") == [true, false, true, true, true])
        #expect(try previews("preview: no") == [false, false, true, false, false])
        #expect(try previews("attachment: none") == [false, false, true, true, false])
        #expect(try previews("attachment: none, preview: yes") == [true, false, true, true, true])
    }

    @Test("Semicolons, as spreadsheets write them in many countries")
    func semicolons() throws {
        let profiles = try profiles("Name;Dialled;To\nJane;210 211;\"jane@example.com; joe@example.com\"\n")
        #expect(profiles.map(\.route.to) == [["jane@example.com", "joe@example.com"]])
        #expect(profiles[0].dialled == [.oneExtension("210"), .oneExtension("211")])
    }

    @Test(
        "What is wrong is told with its line and column",
        arguments: [
            ("name,to\nJane,nobody", "p.csv:2:6: to: 'nobody' is not a mail address"),
            ("name,to\n\"Ja\nne\",a@b.com\nX,\"a@b.com", "p.csv:2:1: name:"),
            ("name,to\nJane,\"a@b.com", "p.csv:2:6: the quote that begins here is not closed"),
            ("name,to\nJane,a@\"b\".com", "p.csv:2:8: a quote stands within"),
            ("name,to\n\"Jane\" Doe,a@b.com", "p.csv:2:7: something stands behind the quote"),
            ("name,to\nJane", "p.csv:2: has 1 values, and the first line names 2 columns"),
            ("name,to,colour\n", "p.csv:1:9: 'colour' is no column"),
            ("name,to,to\n", "p.csv:1:9: column 'to' stands twice"),
            ("to\na@b.com", "p.csv:1: there is no column 'name'"),
            ("name,to\nJane,a@b.com\n\nJane,c@d.com", "p.csv:4: 'Jane' is the name of the profile on line 2, too"),
            ("name,dialled,to\nJane,21x,a@b.com", "p.csv:2:6: dialled: '21x'"),
            ("name,dialled\nJane,210", "p.csv:2: to: names nobody"), ("", "p.csv: is empty"),
        ])
    func mistakes(text: String, expected: String) {
        #expect {
            try profiles(text)
        } throws: {
            "\($0)".hasPrefix(expected)
        }
    }

    @Test("A file that has changed is read anew; one that is bad leaves what was before, and is told once")
    func changes() throws {
        let folder = try TemporaryFolder()
        try folder.write("p.csv", "name,dialled,to\nJane,210,jane@example.com\n")
        let told = Mutex<[ProfileNews]>([])
        let configuration = try Configuration(
            text: "received: {profiles-file: \(folder.path("p.csv"))}", file: "f")
        let book = ProfileBook(configuration) { word in told.withLock { $0.append(word) } }
        #expect(try book.table().entries.map(\.profile.name) == ["Jane"])
        try folder.write("p.csv", "name,dialled,to\nJoe,2100,joe@example.com\n")
        #expect(try book.table().entries.map(\.profile.name) == ["Joe"])
        try folder.write("p.csv", "name,dialled,to\nJim,21x,jim@example.com\n")
        #expect(try book.table().entries.map(\.profile.name) == ["Joe"])
        #expect(book.reading(isForced: true).table.entries.map(\.profile.name) == ["Joe"])
        #expect(book.reread().isTrouble)
        #expect(
            book.reread().description
                == "The profiles were read anew, but for those of \(folder.path("p.csv")), which can't be read: there are 1, those "
                + "that were known before among them.")
        #expect(told.withLock { $0 }.count == 1)
        #expect(told.withLock { $0 }.first?.description.contains("p.csv:2:5: dialled: '21x'") == true)
        #expect(told.withLock { $0 }.first?.isTrouble == true)
        try folder.write("p.csv", "name,dialled,to\nJim,21,jim@example.com\n")
        #expect(try book.table().entries.map(\.profile.name) == ["Jim"])
        #expect(told.withLock { $0 }.last?.description.contains("can be read again") == true)
        #expect(told.withLock { $0 }.last?.isTrouble == false, "that it is well again is no error")
        #expect(book.reread().description == "The profiles were read anew: there are 1.")
    }

    @Test("A file that has changed is read anew even where its size and its time are what they were")
    func sameTime() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("p.csv", "name,dialled,to\nJane,210,jane@example.com\n")
        let source = CSVProfiles(path: path, hasCountryCode: true)
        let time = Date(timeIntervalSince1970: 1_790_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        #expect(try source.profiles(isForced: false).profiles.map(\.name) == ["Jane"])
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: Data("name,dialled,to\nJoan,210,joan@example.com\n".utf8))
        try file.close()
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        #expect(try source.profiles(isForced: false).profiles.map(\.name) == ["Joan"])
    }

    @Test("A file that can't be read is tried again each time, changed or not")
    func triedAgain() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("p.csv", "name,dialled,to\nJane,210,jane@example.com\n")
        let source = CSVProfiles(path: path, hasCountryCode: true)
        let first = try source.profiles(isForced: false)
        let away = folder.path("away.csv")
        try FileManager.default.moveItem(atPath: path, toPath: away)
        #expect(throws: ProfileSourceError.self) { try source.profiles(isForced: false) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: ProfileSourceError.self) { try source.profiles(isForced: false) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: away, toPath: path)
        #expect(try source.profiles(isForced: false).profiles == first.profiles)
    }

    @Test("A file that never could be read is an error")
    func missing() throws {
        let configuration = try Configuration(text: "received: {profiles-file: /nowhere/p.csv}", file: "f")
        let book = ProfileBook(configuration) { _ in }
        #expect(throws: ProfileSourceError.self) { try book.table() }
    }

    @Test("The configuration stands before files, and the first file before the next; a name counts once")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.csv", "name,dialled,to\nJane,211,a@example.com\nJoe,220,a@example.com\n")
        try folder.write("b.csv", "name,dialled,to\nJoe,221,b@example.com\nJim,230,b@example.com\n")
        let configuration = try Configuration(
            text: """
                received: {profiles-file: [\(folder.path("a.csv")), \(folder.path("b.csv"))]}
                profiles: [{name: Jane, dialled: 210, to: c@example.com}]
                """, file: "f")
        let table = try ProfileBook(configuration) { _ in }.table()
        #expect(table.entries.map(\.profile.name) == ["Jane", "Joe", "Jim"])
        #expect(table.entries.map(\.source) == ["the configuration", folder.path("a.csv"), folder.path("b.csv")])
        #expect(table.overridden.map(\.profile.name) == ["Jane", "Joe"])
    }
}
