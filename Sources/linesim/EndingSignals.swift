internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT, turned into a word to the switchboard.
final class EndingSignals {
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on, for as long as this object lives.
    init(mailbox: Mailbox) {
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { mailbox.stop() }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
