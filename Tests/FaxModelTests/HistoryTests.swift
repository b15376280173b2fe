import FaxModel
import Foundation
import Testing

@Suite struct HistoryTests {
    @Test func newsOfAJobLeavesOutWhatStaysAsItIs() throws {
        let update = JobUpdate(job: JobID(order: SamplePayloads.order, number: 2), state: .waiting, attempts: 3)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(update)
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"attempts":3,"job":"028T5CY4TQKFF-2","state":"waiting"}"#)
        #expect(try JSONDecoder().decode(JobUpdate.self, from: json) == update)
    }

    @Test func newsOfAJobWithEverythingIsReadBack() throws {
        let update = JobUpdate(
            job: JobID(order: SamplePayloads.order, number: 2), state: .sent, sender: "jane@example.com",
            recipient: "Kai", number: SamplePayloads.number, subject: "Grüße", reference: "A/7", pageCount: 3,
            confirmedPages: 3, attempts: 2, result: "Sent.",
            documents: ["sent": SamplePayloads.document(0x44, "image/tiff")], attempt: SamplePayloads.endedAttempt,
            event: "Sent.")
        let json = try JSONEncoder().encode(update)
        #expect(try JSONDecoder().decode(JobUpdate.self, from: json) == update)
    }
}
