import FaxModel
import Testing

/// Words that lie in the spool's database and payloads across updates: a change of one loses what is in hand.
@Suite("Words on disk") struct VocabularyTests {
    @Test func statesOfAJob() {
        #expect(
            JobState.allCases.map(\.rawValue) == [
                "accepted", "enriched", "rendered", "sending", "waiting", "sent", "failed", "cancelled", "setAside",
                "receiving", "received", "noFax",
            ])
    }

    @Test func stages() {
        #expect(Stage.allCases.map(\.rawValue) == ["enrich", "render", "faxout", "deliver"])
    }

    @Test func lanes() {
        #expect(Lane.default.rawValue == "default")
        #expect(Lane.received.rawValue == "received" && Lane.news.rawValue == "news")
        #expect(Lane.mails.rawValue == "mails" && Lane.postmaster.rawValue == "postmaster")
        #expect(Lane(rawValue: "berlin").description == "berlin")
    }

    @Test func outcomesOfACall() {
        #expect(
            CallOutcome.allCases.map(\.rawValue) == [
                "sent", "busy", "noAnswer", "noCarrier", "notFax", "incompatible", "trainingFailed",
                "pageNotConfirmed", "dropped", "local", "interrupted",
            ])
    }

    @Test func options() {
        #expect(Priority.allCases.map(\.rawValue) == ["urgent", "normal", "bulk"])
        #expect(Resolution.allCases.map(\.rawValue) == ["standard", "fine", "superfine", "300dpi", "400dpi"])
        #expect(Paper.allCases.map(\.rawValue) == ["a4", "letter", "legal", "b4", "a3"])
    }

    @Test func causesOfATasksEnd() {
        #expect(Ending.Cause.allCases.map(\.rawValue) == ["cancelled", "expired", "barred", "abandoned"])
    }

    @Test func aJobHasEndedWhenNothingFollowsAndNoOperatorIsWaitedFor() {
        #expect(JobState.allCases.filter(\.hasEnded) == [.sent, .failed, .cancelled, .received, .noFax])
    }

    @Test func urgentTasksGoFirst() {
        #expect(Priority.allCases.sorted { $0.rank < $1.rank } == [.urgent, .normal, .bulk])
    }

    @Test func whoAsksForNothingGetsACoverPageAndFinePages() {
        #expect(
            FaxOptions()
                == FaxOptions(
                    priority: .normal, resolution: .fine, coverPage: true, reference: nil, notBefore: nil, expires: nil
                ))
    }

    @Test(arguments: [
        (Modulation.v27ter2400, "V.27ter 2400 bit/s"), (.v27ter4800, "V.27ter 4800 bit/s"),
        (.v29at7200, "V.29 7200 bit/s"), (.v29at9600, "V.29 9600 bit/s"), (.v17at7200, "V.17 7200 bit/s"),
        (.v17at9600, "V.17 9600 bit/s"), (.v17at12000, "V.17 12000 bit/s"), (.v17at14400, "V.17 14400 bit/s"),
    ])
    func modulations(modulation: Modulation, text: String) {
        #expect(modulation.description == text)
    }

    @Test func octetsOfATimeAreRoundedUp() {
        #expect(Modulation.v17at14400.octets(milliseconds: 1500) == 2700)
        #expect(Modulation.v27ter2400.octets(milliseconds: 1) == 1)
        #expect(Modulation.v27ter2400.octets(milliseconds: 10) == 3)
        #expect(Modulation.v27ter2400.octets(milliseconds: 11) == 4)
        #expect(Modulation.v29at9600.octets(milliseconds: 0) == 0)
    }

    @Test func pagesAreAsLongAsTheirPaper() {
        #expect((Paper.a4.height / 72 * 25.4).rounded() == 297 && (Paper.a4.width / 72 * 25.4).rounded() == 210)
        #expect(Paper.letter.height == 792 && Paper.letter.width == 612)
    }

    @Test func theHeaderLineIsEquallyHighInAllResolutions() {
        for resolution in Resolution.allCases {
            let millimetres = Double(resolution.headerRows) / Double(resolution.vertical) * 25.4
            #expect((4...4.3).contains(millimetres))
        }
    }

    @Test(arguments: Resolution.allCases)
    func roomForTheHeaderLineIsLeftWhereThePageIsMadeCoarser(resolution: Resolution) {
        for coarser in Resolution.allCases
        where coarser.vertical < resolution.vertical && coarser.horizontal <= resolution.horizontal {
            #expect(resolution.headerRows * coarser.vertical / resolution.vertical >= coarser.headerRows)
        }
    }

    @Test func theResolutionThatComesNearest() {
        for resolution in Resolution.allCases {
            let (across, down) = (Double(resolution.horizontal), Double(resolution.vertical))
            #expect(Resolution(horizontal: across, vertical: down) == resolution)
        }
        #expect(Resolution(horizontal: 200, vertical: 100) == .standard)
        #expect(Resolution(horizontal: 200, vertical: 200) == .fine)
        #expect(Resolution(horizontal: 203, vertical: 392) == .superfine)
        #expect(Resolution(horizontal: 408, vertical: 391) == .inch400)
    }
}
