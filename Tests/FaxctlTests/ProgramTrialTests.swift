import Testing

@testable import faxctl

@Suite("What a program says that is tried") struct ProgramTrialTests {
    @Test func whatItWarnsOfIsToldWithoutWhatALogHasBesides() {
        let log = """
            2026-11-27T09:38:22+0000 warning ingest: [ingest] No mail will be accepted
            2026-11-27T09:38:22+0000 info ingest: [ingest] something
            2026-11-27T09:38:22Z error render: cover=house [render] The cover template [x] can't be used
            ingest: f.yaml:2: secrets.key-file: is open
            """
        #expect(
            ProgramTrial.sentences(in: log) == [
                "No mail will be accepted", "The cover template [x] can't be used",
                "ingest: f.yaml:2: secrets.key-file: is open",
            ])
    }
}
