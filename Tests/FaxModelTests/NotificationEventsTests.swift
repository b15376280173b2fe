import FaxModel
import Testing

@Suite("Of what somebody wants to be told, in words")
struct NotificationEventsTests {
    @Test(
        "Events with commas between them, or never, are read and written alike",
        arguments: [
            ("never", []), ("success", .success), ("failure, delay", [.failure, .delay]),
            ("success, failure, delay, progress", [.success, .failure, .delay, .progress]),
        ] as [(String, NotificationEvents)])
    func words(text: String, events: NotificationEvents) {
        #expect(NotificationEvents(words: text) == events && events.words == text)
        #expect(NotificationEvents(words: text.uppercased().replacing(", ", with: " ,")) == events)
    }

    @Test(
        "Anything else is no such word",
        arguments: ["", "always", "failure,", "failure failure", "delay, delay", "never, failure"])
    func wrong(text: String) {
        #expect(NotificationEvents(words: text) == nil)
    }
}
