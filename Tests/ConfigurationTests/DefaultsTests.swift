import Configuration
import FaxModel
import Foundation
import Testing

/// What holds where the file says nothing. The defaults are promises: who relies on them does not read release notes.
@Suite("Defaults") struct DefaultsTests {
    private let configuration: Configuration

    init() throws {
        configuration = try Configuration(text: "", file: "f")
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "spool:\ningest:\n", "{}", "spool: {}"])
    func anEmptyFileHasThem(text: String) throws {
        let other = try Configuration(text: text, file: "f")
        #expect(other.spool == configuration.spool && other.ingest == configuration.ingest)
        #expect(other.faxout == configuration.faxout && other.deliver == configuration.deliver)
    }

    @Test func spool() {
        let spool = configuration.spool
        #expect(spool.endpoint == "ipc:///run/faxpost/spool")
        #expect(spool.events == "ipc:///run/faxpost/events")
        #expect(spool.directory == "/var/spool/faxpost")
        #expect(spool.lease == .seconds(30))
        #expect(spool.maximumDepth == 1_000_000)
        #expect(spool.minimumFreeDisk.bytes == 512 * 1_048_576)
        #expect(spool.maximumLosses == 5)
        #expect(spool.expireAfter == .seconds(86_400))
        #expect(spool.normalAgeing == .seconds(3600) && spool.bulkAgeing == .seconds(8 * 3600))
        #expect(spool.callsPerSender == nil)
        #expect(spool.wrongNumbers.calls == 5)
        #expect(spool.wrongNumbers.within == .seconds(86_400) && spool.wrongNumbers.bar == .seconds(7 * 86_400))
        #expect(spool.keepDocuments == .seconds(30 * 86_400) && spool.keepHistory == .seconds(365 * 86_400))
    }

    @Test func lineGroups() throws {
        #expect(configuration.lineGroups == [])
        let group = try #require(
            try Configuration(text: "line-groups: [{ name: trunk, windows: [{}] }]", file: "f").lineGroups.first)
        #expect(group.name == Lane(rawValue: "trunk") && group.calls == nil && group.timeZone == .current)
        #expect(
            group.windows == [
                SendWindow(
                    days: Set(SendWindow.Day.allCases), from: SendWindow.Time(minutes: 0),
                    to: SendWindow.Time(minutes: 1440), priorities: Set(Priority.allCases))
            ])
    }

    @Test func log() {
        #expect(configuration.log.level == .info)
    }

    @Test func ingest() {
        let ingest = configuration.ingest
        #expect(ingest.hostname == ProcessInfo.processInfo.hostName)
        let listener = ingest.listeners[0]
        #expect(listener.maximumSize.bytes == 64 * 1_048_576)
        #expect(listener.maximumRecipients == 500)
        #expect(listener.commandTimeout == .seconds(300) && listener.dataTimeout == .seconds(300))
        #expect(listener.mailTimeout == .seconds(3600) && listener.greetingDelay == .zero)
        #expect(listener.maximumConnections == 10_000 && listener.connectionsPerClient == 500)
        #expect(listener.connectionsPerMinute == nil && listener.mailsPerMinute == nil)
        #expect(ingest.certificate == nil && ingest.users == nil)
        #expect(ingest.spoolTimeout == .seconds(60) && ingest.drainTimeout == .seconds(30))
        #expect(ingest.duplicateWindow == .seconds(3600))
    }

    @Test func enrichAndDialling() {
        #expect(configuration.enrich.concurrency == 16)
        #expect(configuration.dialling.lineGroup == .default)
    }

    @Test func render() {
        let render = configuration.render
        #expect(render.paper == .a4)
        #expect(render.textFont == "DejaVu Sans Mono" && render.textSize == 10)
        #expect(render.coverFont == "DejaVu Sans")
        #expect(render.maximumPages == 500 && render.concurrency == 2)
        #expect(render.pdfinfo == "/usr/bin/pdfinfo" && render.pdftoppm == "/usr/bin/pdftoppm")
        #expect(render.programs.muPDF == "/usr/bin/mutool" && render.programs.openSSL == "/usr/bin/openssl")
        #expect(render.sandbox.bubblewrap == "/usr/bin/bwrap" && render.sandbox.prlimit == "/usr/bin/prlimit")
        #expect(render.sandbox.time == .seconds(60) && render.sandbox.mailTime == .seconds(600))
        #expect(render.sharedCache == nil)
        #expect(render.sandbox.memory.bytes == 1 << 30 && render.sandbox.disk.bytes == 64 << 20)
    }

    @Test func faxout() throws {
        #expect(configuration.faxout.lines.isEmpty)
        #expect(configuration.faxout.finishWithin == .seconds(30))
        let line = try #require(
            try Configuration(text: "faxout: { lines: [{ name: a, device: /dev/a }] }", file: "f").faxout.lines.first)
        #expect(line.name == "a" && line.device == "/dev/a" && line.group == .default)
        #expect(line.stationID.isEmpty && line.initialisation == ["ATX4S0=0"])
        #expect(line.flowControl == .hardware && line.speed == 115_200 && line.lockDirectory == nil)
        #expect(line.answerTimeout == .seconds(60))
        #expect(line.dialPrefix == "T" && line.internationalPrefix == "00")
        #expect(line.errorCorrection && line.maximumRate == 14_400 && line.awaitsSilence)
        #expect(line.codings == [.mh, .mr, .mmr])
    }

    @Test func retries() {
        let retry = configuration.faxout.retry
        #expect(retry.dials == 12 && retry.tries == 6 && retry.jitter == 10)
        let seconds = retry.delays.mapValues { $0.map { Int($0 / .seconds(1)) } }
        #expect(
            seconds == [
                .busy: [60, 120, 300], .noAnswer: [300, 900, 1800], .noCarrier: [120, 600, 1800],
                .notFax: [600, 1800], .incompatible: [], .trainingFailed: [60, 300, 900],
                .pageNotConfirmed: [60, 300, 900], .dropped: [60, 300, 900], .local: [30, 60, 120],
            ])
    }

    @Test func deliver() {
        let deliver = configuration.deliver
        #expect(deliver.smarthosts.map(\.address) == [.port(HostAndPort(host: "127.0.0.1", port: 25))])
        #expect(deliver.smarthosts.map(\.encryption) == [.opportunistic])
        #expect(deliver.smarthosts.map(\.connections) == [4])
        #expect(deliver.routes.isEmpty && deliver.languages.isEmpty)
        #expect(deliver.operatorAddress == nil && deliver.templates == nil)
        #expect(deliver.language == "en" && deliver.notifyDocument == .no && deliver.notifyScope == .fax)
        #expect(deliver.notifyEvents == [.success, .failure] && deliver.standardNotification == nil)
        #expect(configuration.answers == nil && configuration.archive.isEmpty)
        #expect(deliver.hostname == ProcessInfo.processInfo.hostName)
        #expect(deliver.from == "fax@\(deliver.hostname)" && deliver.fromName == "Faxpost")
        #expect(deliver.connectTimeout == .seconds(30) && deliver.answerTimeout == nil)
        #expect(deliver.firstRetry == .seconds(30) && deliver.longestRetry == .seconds(1800))
        #expect(deliver.giveUp == .seconds(5 * 86_400))
        #expect(deliver.concurrency == 4 && deliver.maximumReturn.bytes == 1 << 20)
    }

    @Test func received() {
        let received = configuration.received
        #expect(received.defaultRecipient == nil && received.patience == .seconds(300))
        #expect(received.mail.attachment == .pdf && received.mail.hasPreview && received.mail.replyDomain == nil)
        #expect(received.pages.upsideDown == .turn && received.pages.blankLastPages == .keep)
    }
}
