import Configuration
import Directory
import FaxModel
import Foundation
import Pipeline
import TIFF
import UserProfiles

/// Finds whose a received fax is, and makes one file of its pages.
struct ReceivedFaxRouter: Sendable {
    /// Who gets which faxes.
    private let book: ProfileBook
    /// Who gets faxes for whom nobody else is found; `nil` where they wait for the operator.
    private let defaultRecipient: String?
    /// What of a fax is in its mail, where no profile says it.
    private let attachment: ReceivedFaxRoute.Attachment
    /// Whether its mail shows a picture of the first page, where no profile says it.
    private let hasPreview: Bool
    /// Who says who has sent a fax; `nil` where people are not looked up by their numbers.
    private let callers: CallerLookup?
    private let members: (any GroupMemberSource)?
    private let hurry: @Sendable () async -> Void
    /// Who gets copies, whoever else gets the fax.
    private let archive: [ArchiveSettings]

    /// A router by the profiles of `book`.
    ///
    /// - Parameters:
    ///   - members: who says who is in a group; `nil` where no profile can name one.
    ///   - hurry: has profiles read that have not been read yet, if that can be done now.
    init(
        _ book: ProfileBook, defaultRecipient: String?, attachment: ReceivedFaxRoute.Attachment = .pdf,
        hasPreview: Bool = true, callers: CallerLookup? = nil, members: (any GroupMemberSource)? = nil,
        archive: [ArchiveSettings] = [], hurry: @escaping @Sendable () async -> Void = {}
    ) {
        self.members = members
        self.archive = archive
        self.callers = callers
        self.hurry = hurry
        self.book = book
        self.defaultRecipient = defaultRecipient
        self.attachment = attachment
        self.hasPreview = hasPreview
    }

    /// What becomes of a fax.
    ///
    /// - Parameter document: reads a document from the spool.
    /// - Returns: done, with a task for `render` for each mail that it goes by; to be tried again, while profiles can't be read; or
    ///   failed, for the operator, with the fax in the history all the same.
    /// - Throws: what `document` throws, and a `Failure` where a page can't be read.
    func completion(
        for fax: ReceivedFax, now: Date, document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        var way: Way
        await hurry()
        do throws(ProfileSourceError) {
            way = try self.way(of: fax)
        } catch {
            return postponed(fax, "\(error).", now: now)
        }
        do throws(Failure) {
            try await addMembers(&way)
        } catch {
            return postponed(fax, error.sentence, now: now)
        }
        addCopies(of: fax, &way)
        let sender = await callers?.find(fax)
        let answerNumber = fax.polled ?? book.numbers.dialable(fax.caller.number)
        func name(_ route: inout ReceivedFaxRoute) {
            route.sender = sender?.party
            route.isSenderClaimed = sender?.isClaimed == true ? true : nil
            route.answerNumber = answerNumber
        }
        for index in way.routes.indices { name(&way.routes[index]) }
        var first = way.routes.first ?? ReceivedFaxRoute(to: [], attachment: attachment, hasPreview: hasPreview)
        name(&first)
        var files: [[UInt8]] = []
        for page in fax.pages { files.append(try await document(page.document)) }
        return try completion(for: fax, files, way, kept: first)
    }

    /// Whom a fax goes to, by which mails, and why: a sentence.
    private struct Way {
        /// The profile's way, and the groups whose members are to be added.
        struct Open {
            var route: ReceivedFaxRoute
            var groups: [String] = []
            /// Whether it is for those who are told of the fax, and get nothing of it.
            var isNotice = false
        }

        var open: [Open]
        var event: String
        /// Those that go to somebody.
        var routes: [ReceivedFaxRoute] = []
        /// The addresses of all whose mail the fax becomes.
        var readers: [String] = []
    }

    private func way(of fax: ReceivedFax) throws(ProfileSourceError) -> Way {
        // What was fetched is for whoever has had it fetched.
        if let recipient = fax.recipient {
            return Way(open: [Way.Open(route: route(to: recipient))], event: "The fax goes to \(recipient).")
        }
        let table = try book.table()
        let call = CallFacts(fax, book.numbers)
        let finding = table.finding(call)
        let unclear = table.isUnclear(call) ? ", because it is not clear whose the number is" : ""
        var open: [Way.Open] = []
        var event: String
        if let entry = finding.decision, let route = entry.profile.way(ofComplete: fax.isComplete) {
            open.append(Way.Open(route: route, groups: entry.profile.groups))
            let pages =
                !fax.isComplete && entry.profile.incomplete == .notice ? ", without its pages as it is incomplete" : ""
            event =
                "The fax goes to \(entry.profile.recipients)\(pages), by profile '\(entry.profile.name)' of \(entry.source)."
        } else if let defaultRecipient {
            open.append(Way.Open(route: route(to: defaultRecipient)))
            let why =
                finding.decision.map {
                    "The fax is incomplete, and profile '\($0.profile.name)' leaves such to others."
                }
                ?? "No profile is about it\(unclear)."
            event = "\(why) The fax goes to \(defaultRecipient)."
        } else {
            let why =
                finding.decision.map {
                    "The fax is incomplete, profile '\($0.profile.name)' leaves such to received.default-recipient, and none is named. "
                } ?? (unclear.isEmpty ? "" : "No profile is about it\(unclear). ")
            return Way(open: [], event: why + Self.nobody.sentence)
        }
        var copies: [Way.Open] = []
        for entry in finding.copies {
            guard let route = entry.profile.way(ofComplete: fax.isComplete) else { continue }
            copies.append(Way.Open(route: route, groups: entry.profile.groups))
            event += " A copy goes to \(entry.profile.recipients), by profile '\(entry.profile.name)'."
        }
        for profile in ([finding.decision].compactMap(\.self) + finding.copies).map(\.profile) {
            guard let route = profile.noticeWay(ofComplete: fax.isComplete) else { continue }
            copies.append(Way.Open(route: route, isNotice: true))
            event += " \(profile.notices.joined(separator: ", ")) will be told of it."
        }
        // Each copy is a mail of its own.
        for index in copies.indices { copies[index].route.copy = index + 1 }
        return Way(open: open + copies, event: event)
    }

    /// Adds the members of groups to those who get the fax, each once. Where that leaves nobody for it, it is for whom nobody is found.
    ///
    /// - Throws: when it can't be known now who they are: the fax waits, whatever mails do.
    private func addMembers(_ way: inout Way) async throws(Failure) {
        for open in way.open {
            var route = open.route
            for name in open.groups {
                let (addresses, event) = try await addresses(ofGroup: name)
                for address in addresses
                where !route.recipients.contains(where: { $0.lowercased() == address.lowercased() }) {
                    route.to.append(address)
                }
                way.event += event
            }
            if route.recipients.isEmpty, route.copy == nil {
                guard let defaultRecipient else {
                    way.event += " \(Self.nobody.sentence)"
                    (way.routes, way.readers) = ([], [])
                    return
                }
                (route.to, route.attachment, route.hasPreview) = ([defaultRecipient], attachment, hasPreview)
                way.event += " So it goes to \(defaultRecipient)."
            }
            guard !route.recipients.isEmpty else { continue }
            way.routes.append(route)
            if !open.isNotice { way.readers += route.recipients }
        }
    }

    /// The mail addresses of a group's members; and what is to be told of it, sentences with a space before them.
    private func addresses(ofGroup name: String) async throws(Failure) -> (addresses: [String], event: String) {
        guard let members else { return ([], " Who is in group '\(name)' nobody says.") }
        switch try await members.group(name) {
        case .unknown: return ([], " The directory has no group '\(name)'.")
        case .several: return ([], " The directory has more than one group '\(name)'.")
        case .tooLarge(let limit):
            return ([], " Group '\(name)' has more than \(limit) members (directory.groups.maximum-members).")
        case .found(let group):
            let addresses = group.members.compactMap(\.party.mail)
                .compactMap { MailAddress(configuration: $0)?.text }
            let without = group.members.count - addresses.count + group.missing.count
            let rest = without == 0 ? "" : ", and \(without.counting("member")) without a mail address"
            return (addresses, " Group '\(name)' has \(addresses.count.counting("member"))\(rest).")
        }
    }

    /// Copies for archives, each a mail of its own. A fax of nobody waits for the operator, and so do they.
    private func addCopies(of fax: ReceivedFax, _ way: inout Way) {
        guard !way.routes.isEmpty else { return }
        let readers = way.readers
        var addresses: [String] = []
        for rule in archive where rule.fits(fax, mailedTo: readers) && !addresses.contains(rule.recipient) {
            addresses.append(rule.recipient)
            var route = ReceivedFaxRoute(to: [rule.recipient], attachment: .archivalPDF, hasPreview: false)
            route.copy = (way.routes.compactMap(\.copy).max() ?? 0) + 1
            way.routes.append(route)
            way.readers.append(rule.recipient)
            way.event += " A copy goes to \(rule.recipient), for the archive."
        }
    }

    /// The way to a mail address that no profile has.
    private func route(to address: String) -> ReceivedFaxRoute {
        ReceivedFaxRoute(to: [address], attachment: attachment, hasPreview: hasPreview)
    }

    /// - Parameter kept: the way that stays with the job, for whoever mails the fax once more.
    private func completion(
        for fax: ReceivedFax, _ files: [[UInt8]], _ way: Way, kept: ReceivedFaxRoute
    ) throws -> Completion {
        var completion = Completion(way.routes.isEmpty ? .failed(Self.nobody) : .done)
        let document = completion.add(try Self.join(files), mediaType: "image/tiff")
        let call = completion.add(
            PayloadCoding.encode(RoutedFax(fax: fax, document: document, route: kept)), mediaType: "application/json")
        completion.successors = way.routes.map { route in
            NewTask(
                stage: .render, lane: .received, priority: .urgent, job: fax.job,
                payload: RoutedFax(fax: fax, document: document, route: route))
        }
        completion.updates = [
            JobUpdate(
                job: fax.job, state: .received, recipient: Self.recipient(of: fax, readers: way.readers),
                billingCode: way.routes.first?.billingCode, pageCount: fax.pages.count,
                confirmedPages: fax.confirmedPages, result: fax.sentence,
                documents: ["received": document, ReceivedFax.keptRole: call],
                attempt: Self.interruption(fax), event: way.event)
        ]
        return completion
    }

    /// The number of ours that was called, and whose mail the fax becomes; `nil` where neither is known.
    private static func recipient(of fax: ReceivedFax, readers: [String]) -> String? {
        let parts = [fax.caller.dialled, readers.joined(separator: ", ")].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ").singleLine()
    }

    /// The fax waits until its profiles can be read: it might go to the wrong people without them.
    private func postponed(_ fax: ReceivedFax, _ reason: String, now: Date) -> Completion {
        let failure = Failure(EnhancedStatusCode(4, 3, 5), "Whose the fax is can't be told: \(reason)")
        let time = now.addingTimeInterval(Self.patience)
        var completion = Completion(.retry(at: time, failure))
        completion.updates = [
            JobUpdate(
                job: fax.job,
                event: "\(failure.sentence) The fax waits; it will be tried again at \(time.formatted(.iso8601)).")
        ]
        return completion
    }

    /// Seconds until profiles are looked at again that could not be read.
    private static let patience: TimeInterval = 30

    /// The call, where nobody has seen its end.
    private static func interruption(_ fax: ReceivedFax) -> Attempt? {
        guard fax.result == nil else { return nil }
        var attempt = Attempt(
            number: 1, call: fax.call, began: fax.began, line: fax.line, dialled: fax.farNumber)
        attempt.outcome = .interrupted
        attempt.sentence = fax.sentence
        attempt.confirmedPages = fax.confirmedPages
        attempt.remoteStation = fax.remoteStation
        return attempt
    }

    private static let nobody = Failure(
        EnhancedStatusCode(5, 1, 1),
        "Nobody is found for the fax. Make a profile for it, or name a mail address as received.default-recipient and restart "
            + "enrich; then retry the job."
    )

    /// One TIFF file of the pages in these files.
    private static func join(_ files: [[UInt8]]) throws -> [UInt8] {
        do throws(TIFFError) {
            var writer = TIFFWriter()
            for file in files {
                var reader = try TIFFReader(file)
                for (index, page) in reader.pages.enumerated() {
                    try writer.append(try reader.bitmap(index), resolution: page.resolution ?? .fine)
                }
            }
            return try writer.finish()
        } catch {
            throw Failure(EnhancedStatusCode(5, 6, 0), "A page of the received fax can't be read: \(error)")
        }
    }
}

extension UserProfile {
    /// Who gets its faxes, in words.
    fileprivate var recipients: String {
        (route.recipients + groups.map { "the members of group '\($0)'" }).joined(separator: ", ")
    }
}
