public import Configuration
public import FaxModel
public import LDAP
public import LDAPGrammar

/// The entries of the directory itself, asked for by LDAP: questions of many keys go in one search.
public struct OnlineEntries: EntrySource {
    /// Questions in one search: filters beyond that are slow in every server.
    static let mostAtOnce = 50

    private let client: LDAPClient
    private let numbers: DirectoryNumbers
    private let pageSize: Int

    public let name = "the directory"

    /// The entries that `client` can ask for.
    public init(_ settings: DirectorySettings, client: LDAPClient, numbers: DirectoryNumbers) {
        self.client = client
        self.numbers = numbers
        pageSize = settings.pageSize
    }

    public func entries(
        _ questions: Set<EntryQuestion>, _ attributes: [LDAPAttribute], limit: Int
    ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]] {
        var batches: [[EntryQuestion]] = []
        for (_, questions) in Dictionary(grouping: questions, by: Kind.init) {
            var rest = questions[...]
            while !rest.isEmpty {
                batches.append(Array(rest.prefix(Self.mostAtOnce)))
                rest = rest.dropFirst(Self.mostAtOnce)
            }
        }
        guard batches.count > 1 else { return try await answers(batches.first ?? [], attributes, limit) }
        // Entries that are asked for by their names are a batch each: a group has many.
        return try await together(batches, attributes, limit)
    }

    /// Questions that can go in one search.
    private struct Kind: Hashable {
        var base: String
        var isNumber: Bool

        init(_ question: EntryQuestion) {
            base = question.base
            switch question.subject {
            case .number: isNumber = true
            case .filter, .entry: isNumber = false
            }
        }
    }

    /// Searches that are under way at once for one look-up.
    private static let searchesAtOnce = 16

    private func together(
        _ batches: [[EntryQuestion]], _ attributes: [LDAPAttribute], _ limit: Int
    ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]] {
        let outcome = await withTaskGroup(of: Result<[EntryQuestion: [LDAPEntry]], Failure>.self) { group in
            var rest = batches[...]
            func begin() {
                guard let batch = rest.popFirst() else { return }
                group.addTask {
                    do throws(Failure) {
                        return .success(try await answers(batch, attributes, limit))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for _ in 0..<Self.searchesAtOnce { begin() }
            var all: Result<[EntryQuestion: [LDAPEntry]], Failure> = .success([:])
            while let next = await group.next() {
                all = all.flatMap { known in next.map { known.merging($0) { $1 } } }
                if case .success = all { begin() }
            }
            return all
        }
        return try outcome.get()
    }

    private func answers(
        _ questions: [EntryQuestion], _ attributes: [LDAPAttribute], _ limit: Int
    ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]] {
        guard let base = questions.first?.base else { return [:] }
        var answers: [EntryQuestion: [LDAPEntry]] = [:]
        do throws(LDAPError) {
            try await ask(questions, base, attributes, limit, &answers)
        } catch {
            throw Failure(directory: error)
        }
        return answers
    }

    private func ask(
        _ questions: [EntryQuestion], _ base: String, _ attributes: [LDAPAttribute], _ limit: Int,
        _ answers: inout [EntryQuestion: [LDAPEntry]]
    ) async throws(LDAPError) {
        guard questions.count > 1 else {
            for question in questions { answers[question] = try await alone(question, base, attributes, limit) }
            return
        }
        let filters = questions.map { numbers.filter($0.subject) }
        let needed = filters.reduce(into: Set(attributes)) { $0.formUnion($1.attributes) }
        let search = LDAPSearch(
            base: base, filter: .or(filters),
            attributes: attributes.isEmpty ? [] : attributes + needed.subtracting(attributes),
            sizeLimit: questions.count * (min(limit, pageSize) + 1))
        var open = Set(questions)
        do throws(LDAPError) {
            let entries = try await client.entries(search)
            if let assigned = assign(entries, to: questions) {
                for (question, found) in assigned { answers[question] = found }
                open = []
            }
        } catch {
            switch error.code {
            // One of them has many, and nobody knows which.
            case .sizeLimitExceeded, .adminLimitExceeded: break
            default: throw error
            }
        }
        for question in open { answers[question] = try await alone(question, base, attributes, limit) }
    }

    /// Which entry answers which question; `nil` where that can't be told here, because the server compares otherwise than we do.
    private func assign(
        _ entries: [LDAPEntry], to questions: [EntryQuestion]
    ) -> [EntryQuestion: [LDAPEntry]]? {
        var answers: [EntryQuestion: [LDAPEntry]] = [:]
        for entry in entries {
            var isAnswer = false
            for question in questions {
                switch question.subject {
                case .number(let number):
                    // One that only looks like the number is nobody's.
                    isAnswer = true
                    guard numbers.has(entry, number) else { continue }
                case .entry: preconditionFailure("an entry is asked for alone")
                case .filter(let filter):
                    guard let matches = filter.matches({ entry.attributes[$0] ?? [] }) else { return nil }
                    guard matches else { continue }
                }
                isAnswer = true
                answers[question, default: []].append(entry)
            }
            guard isAnswer else { return nil }
        }
        return answers
    }

    private func alone(
        _ question: EntryQuestion, _ base: String, _ attributes: [LDAPAttribute], _ limit: Int
    ) async throws(LDAPError) -> [LDAPEntry] {
        var search = LDAPSearch(base: base, filter: numbers.filter(question.subject), attributes: attributes)
        do throws(LDAPError) {
            switch question.subject {
            case .number(let number):
                // Others may look like it, and there may be many of them.
                search.sizeLimit = pageSize
                do throws(LDAPError) {
                    return try await client.entries(search).filter { numbers.has($0, number) }
                } catch {
                    guard error.code == .sizeLimitExceeded else { throw error }
                }
                search.sizeLimit = nil
                return try await client.entries(search, pagesOf: pageSize).filter { numbers.has($0, number) }
            case .entry:
                search.scope = .base
                return try await client.entries(search)
            case .filter where limit > pageSize: return try await client.entries(search, pagesOf: pageSize)
            case .filter:
                search.sizeLimit = limit + 1
                return try await client.entries(search)
            }
        } catch {
            switch (error.code, question.subject) {
            // Of a filter it says that the base is not there: then nobody is found whoever is asked for, and that is a mistake.
            case (.noSuchObject, .entry): return []
            case (.sizeLimitExceeded, _): return Array(repeating: LDAPEntry(dn: "", attributes: [:]), count: limit + 1)
            default: throw error
            }
        }
    }
}

extension Failure {
    /// The directory did not do what it was asked: RFC 3463 §3.5, X.4.3: directory server failure.
    public init(directory error: LDAPError) {
        self.init(EnhancedStatusCode(4, 4, 3), error.sentence)
    }
}
