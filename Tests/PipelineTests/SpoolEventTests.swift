import FaxModel
import Foundation
import Testing

@testable import Pipeline

@Suite("What the spool publishes")
struct SpoolEventTests {
    private let time = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func theMoveOfATaskIsATopicAndJSON() {
        let event = SpoolEvent.task(
            .leased, .faxout, Lane(rawValue: "abroad"), SampleMessages.order, SampleMessages.job, at: time)
        let frames = event.frames.map { String(decoding: $0, as: UTF8.self) }
        #expect(
            frames == [
                "task",
                """
                {
                  "job" : "020G30G2GC1R8-2",
                  "lane" : "abroad",
                  "move" : "leased",
                  "order" : "020G30G2GC1R8",
                  "stage" : "faxout",
                  "time" : "2027-01-15T08:00:00.000Z"
                }
                """,
            ])
    }

    @Test func newsOfAJobIsATopicAndJSON() {
        let event = SpoolEvent.job(SampleMessages.job, .waiting, "busy", at: time)
        let frames = event.frames.map { String(decoding: $0, as: UTF8.self) }
        #expect(
            frames == [
                "job",
                """
                {
                  "job" : "020G30G2GC1R8-2",
                  "order" : "020G30G2GC1R8",
                  "state" : "waiting",
                  "text" : "busy",
                  "time" : "2027-01-15T08:00:00.000Z"
                }
                """,
            ])
    }

    @Test func anEventIsReadAsItWasWritten() throws {
        let events: [SpoolEvent] = [
            .task(.setAside, .render, .default, SampleMessages.order, nil, at: time),
            .job(SampleMessages.job, nil, nil, at: time),
        ]
        for event in events { #expect(try SpoolEvent.read(event.frames) == event) }
    }

    @Test func whatIsNoEventIsAnError() {
        let event = SpoolEvent.job(SampleMessages.job, .sent, nil, at: time)
        #expect(throws: WireError.self) { try SpoolEvent.read([event.frames[1]]) }
        #expect(throws: WireError.self) { try SpoolEvent.read(event.frames + [[]]) }
        #expect(throws: DecodingError.self) { try SpoolEvent.read([event.frames[0], Array("{}".utf8)]) }
    }
}
