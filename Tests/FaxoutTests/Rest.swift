/// The rest of one line, which ends when a test says so.
struct Rest: Sendable {
    private let ending: AsyncStream<Void>
    private let news: AsyncStream<Void>.Continuation

    /// A rest without end as yet.
    init() {
        (ending, news) = AsyncStream.makeStream()
    }

    /// Returns when it has ended.
    func wait() async {
        for await _ in ending { return }
    }

    /// Ends it.
    func end() {
        news.yield()
    }
}
