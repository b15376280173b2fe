public import Configuration
import Foundation
import Synchronization

/// The profiles of a CSV file (RFC 4180): the first line names the columns, each further one is a profile. The file is read anew when
/// it has changed.
public final class CSVProfiles: ProfileSource {
    /// How a file is known to be another one.
    private struct Stamp: Equatable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
        /// When its owner, its mode or its content was changed: a time that nobody sets.
        var changeSeconds: Int
        var changeNanoseconds: Int
    }

    private struct State {
        var stamp: Stamp?
        var version = 0
        var result: Result<[UserProfile], ProfileSourceError>?
    }

    /// The file.
    public let name: String
    private let hasCountryCode: Bool
    private let hasDirectory: Bool
    private let standard: ReceivedMailSettings?
    private let state = Mutex(State())

    /// The profiles of the file at `path`, which is not read yet.
    ///
    /// - Parameters:
    ///   - hasCountryCode: whether it is known which country we are in, for patterns of its numbers.
    ///   - hasDirectory: whether it is known who is in a group.
    ///   - standard: the mail of which a profile says nothing.
    public init(
        path: String, hasCountryCode: Bool, hasDirectory: Bool = false, standard: ReceivedMailSettings? = nil
    ) {
        name = path
        self.standard = standard
        self.hasDirectory = hasDirectory
        self.hasCountryCode = hasCountryCode
    }

    public func profiles(isForced: Bool) throws(ProfileSourceError) -> SourcedProfiles {
        let (version, result) = state.withLock { state -> (Int, Result<[UserProfile], ProfileSourceError>) in
            let stamp = Self.stamp(name)
            if let result = state.result, !isForced, stamp == state.stamp { return (state.version, result) }
            let content: Data
            do {
                content = try Data(contentsOf: URL(filePath: name))
            } catch {
                // Why it can't be read may pass without a change of the file: it is tried again each time.
                let problem = ProfileSourceError(source: name, message: "can't be read: \(FileTrouble(error))")
                return (state.version, .failure(problem))
            }
            let result = profiles(of: content)
            state.stamp = stamp
            state.version += 1
            state.result = result
            return (state.version, result)
        }
        return SourcedProfiles(version: version, profiles: try result.get())
    }

    private static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec, changeSeconds: status.st_ctim.tv_sec,
            changeNanoseconds: status.st_ctim.tv_nsec)
    }

    private func profiles(of content: Data) -> Result<[UserProfile], ProfileSourceError> {
        guard let text = String(data: content, encoding: .utf8) else {
            return .failure(
                ProfileSourceError(source: name, message: "is not text in UTF-8; have the spreadsheet write CSV UTF-8"))
        }
        do throws(ProfileSourceError) {
            return .success(
                try Self.parse(
                    text, source: name, hasCountryCode: hasCountryCode, hasDirectory: hasDirectory, standard: standard))
        } catch {
            return .failure(error)
        }
    }

    /// The profiles of a text.
    ///
    /// - Parameter source: what the text is called in errors.
    static func parse(
        _ text: String, source: String, hasCountryCode: Bool, hasDirectory: Bool = false,
        standard: ReceivedMailSettings? = nil
    ) throws(ProfileSourceError) -> [UserProfile] {
        var reader = CSVReader(text)
        guard let header = try next(&reader, source) else {
            throw ProfileSourceError(source: source, message: "is empty; its first line is to name the columns")
        }
        let columns = try columns(header, source)
        var profiles: [UserProfile] = []
        var lines: [String: Int] = [:]
        while let row = try next(&reader, source) {
            guard row.count == columns.count else {
                throw ProfileSourceError(
                    source: source, line: row[0].line,
                    message: "has \(row.count) values, and the first line names \(columns.count) columns")
            }
            let profile = try profile(row, columns, standard, source)
            if profile.needsCountryCode, !hasCountryCode {
                throw ProfileSourceError(
                    source: source, line: row[0].line,
                    message: "'national' and 'international' need dialling.country-code, which says where we are")
            }
            guard hasDirectory || profile.groups.isEmpty else {
                throw ProfileSourceError(
                    source: source, line: row[0].line,
                    message: "a group needs section directory in the configuration, which says who is in it")
            }
            if let earlier = lines.updateValue(row[0].line, forKey: profile.name) {
                throw ProfileSourceError(
                    source: source, line: row[0].line,
                    message: "'\(profile.name)' is the name of the profile on line \(earlier), too")
            }
            profiles.append(profile)
        }
        return profiles
    }

    private static func next(
        _ reader: inout CSVReader, _ source: String
    ) throws(ProfileSourceError) -> [CSVReader.Cell]? {
        do throws(CSVReader.Problem) {
            return try reader.next()
        } catch {
            throw ProfileSourceError(source: source, line: error.line, column: error.column, message: error.message)
        }
    }

    private static func columns(
        _ header: [CSVReader.Cell], _ source: String
    ) throws(ProfileSourceError) -> [ProfileField] {
        var columns: [ProfileField] = []
        for cell in header {
            let name = cell.text.trimmingCharacters(in: .whitespaces).lowercased()
            guard let field = ProfileField(rawValue: name) else {
                let known = ProfileField.allCases.map(\.rawValue).joined(separator: ", ")
                throw ProfileSourceError(
                    source: source, line: cell.line, column: cell.column,
                    message: "'\(name)' is no column; known are \(known)")
            }
            guard !columns.contains(field) else {
                throw ProfileSourceError(
                    source: source, line: cell.line, column: cell.column, message: "column '\(name)' stands twice")
            }
            columns.append(field)
        }
        guard columns.contains(.name) else {
            throw ProfileSourceError(source: source, line: header[0].line, message: "there is no column 'name'")
        }
        return columns
    }

    private static func profile(
        _ row: [CSVReader.Cell], _ columns: [ProfileField], _ standard: ReceivedMailSettings?, _ source: String
    ) throws(ProfileSourceError) -> UserProfile {
        var values: [ProfileField: [String]] = [:]
        for (cell, field) in zip(row, columns) {
            let words = words(cell.text, of: field)
            if !words.isEmpty { values[field] = words }
        }
        do throws(ProfileProblem) {
            return try UserProfile(values, standard: standard)
        } catch {
            let cell = columns.firstIndex(of: error.field).map { row[$0] }
            throw ProfileSourceError(
                source: source, line: cell?.line ?? row[0].line, column: cell?.column,
                message: "\(error.field.rawValue): \(error.message)")
        }
    }

    /// The values of a cell. Several stand with a semicolon between them; where they have no spaces in them, a space does as well.
    private static func words(_ text: String, of field: ProfileField) -> [String] {
        let parts: [Substring]
        switch field {
        case .name, .billingCode: parts = [text[...]]
        case .station, .hours, .group: parts = text.split { $0 == ";" || $0.isNewline }
        case .dialled, .subaddress, .caller, .lineGroup, .copy, .to, .cc, .bcc, .notice, .attachment, .preview,
            .incomplete, .language:
            parts = text.split { $0 == ";" || $0 == "," || $0.isWhitespace }
        }
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
