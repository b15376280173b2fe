import Dispatch
import Foundation

/// Work on whole pages, of which as many go on at once as there are processors: a page as pels takes half a megabyte and some
/// thousandths of a second. Where many lines come to a page's end together they would all hold theirs in memory, and
/// none would be done sooner.
///
/// It takes its turn page by page, so that no line waits for the whole of a long fax.
enum PageWork {
    private static let pages = DispatchSemaphore(value: atOnce)
    private static let copies = DispatchSemaphore(value: atOnce)
    private static let atOnce = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Does `work` on a page when it is its turn; blocks until then.
    static func run<Value, Failure>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        pages.wait()
        defer { pages.signal() }
        return try work()
    }

    /// Makes a copy of a whole fax when it is its turn, page by page in turn with calls; blocks until then. No call waits for a
    /// copy, so copies can wait for each other.
    static func copy<Value, Failure>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        copies.wait()
        defer { copies.signal() }
        return try work()
    }
}
