import Configuration
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
    /// Who gets copies, whoever else gets the fax.
    private let archive: [ArchiveSettings]

    /// A router by the profiles of `book`.
    init(
        _ book: ProfileBook, defaultRecipient: String?, attachment: ReceivedFaxRoute.Attachment = .pdf,
        hasPreview: Bool = true, callers: CallerLookup? = nil, archive: [ArchiveSettings] = []
    ) {
        self.archive = archive
        self.callers = callers
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
        do throws(ProfileSourceError) {
            way = try self.way(of: fax)
        } catch {
            return postponed(fax, error, now: now)
        }
        addCopies(of: fax, &way)
        let sender = await callers?.find(fax)
        for index in way.routes.indices { way.routes[index].sender = sender }
        var files: [[UInt8]] = []
        for page in fax.pages { files.append(try await document(page.document)) }
        return try completion(for: fax, files, way)
    }

    /// Whom a fax goes to, by which mails, and why: a sentence.
    private struct Way {
        var routes: [ReceivedFaxRoute]
        var event: String
    }

    private func way(of fax: ReceivedFax) throws(ProfileSourceError) -> Way {
        // What was fetched is for whoever has had it fetched.
        if let recipient = fax.recipient {
            return Way(routes: [route(to: recipient)], event: "The fax goes to \(recipient).")
        }
        let finding = try book.table().finding(CallFacts(fax, book.numbers))
        var routes: [ReceivedFaxRoute] = []
        var event: String
        if let entry = finding.decision {
            routes.append(entry.profile.route)
            event =
                "The fax goes to \(entry.profile.route.recipients.joined(separator: ", ")), by profile "
                + "'\(entry.profile.name)' of \(entry.source)."
        } else if let defaultRecipient {
            routes.append(route(to: defaultRecipient))
            event = "No profile is about it. The fax goes to \(defaultRecipient)."
        } else {
            return Way(routes: [], event: Self.nobody.sentence)
        }
        for (index, entry) in finding.copies.enumerated() {
            var route = entry.profile.route
            route.copy = index + 1
            routes.append(route)
            event += " A copy goes to \(route.recipients.joined(separator: ", ")), by profile '\(entry.profile.name)'."
        }
        return Way(routes: routes, event: event)
    }

    /// Copies for archives, each a mail of its own. A fax of nobody waits for the operator, and so do they.
    private func addCopies(of fax: ReceivedFax, _ way: inout Way) {
        guard !way.routes.isEmpty else { return }
        let recipients = way.routes.flatMap(\.recipients)
        var addresses: [String] = []
        for rule in archive where rule.fits(fax, mailedTo: recipients) && !addresses.contains(rule.recipient) {
            addresses.append(rule.recipient)
            var route = ReceivedFaxRoute(to: [rule.recipient], attachment: .archivalPDF, hasPreview: false)
            // The first route is the fax itself.
            route.copy = way.routes.count
            way.routes.append(route)
            way.event += " A copy goes to \(rule.recipient), for the archive."
        }
    }

    /// The way to a mail address that no profile has.
    private func route(to address: String) -> ReceivedFaxRoute {
        ReceivedFaxRoute(to: [address], attachment: attachment, hasPreview: hasPreview)
    }

    private func completion(for fax: ReceivedFax, _ files: [[UInt8]], _ way: Way) throws -> Completion {
        var completion = Completion(way.routes.isEmpty ? .failed(Self.nobody) : .done)
        let document = completion.add(try Self.join(files), mediaType: "image/tiff")
        completion.successors = way.routes.map { route in
            NewTask(
                stage: .render, lane: .received, priority: .urgent, job: fax.job,
                payload: RoutedFax(fax: fax, document: document, route: route))
        }
        completion.updates = [
            JobUpdate(
                job: fax.job, state: .received, billingCode: way.routes.first?.billingCode, pageCount: fax.pages.count,
                confirmedPages: fax.confirmedPages, result: fax.sentence, documents: ["received": document],
                attempt: Self.interruption(fax), event: way.event)
        ]
        return completion
    }

    /// The fax waits until its profiles can be read: it might go to the wrong people without them.
    private func postponed(_ fax: ReceivedFax, _ error: ProfileSourceError, now: Date) -> Completion {
        let failure = Failure(EnhancedStatusCode(4, 3, 5), "Whose the fax is can't be told: \(error).")
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
