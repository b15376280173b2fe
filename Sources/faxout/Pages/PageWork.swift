import Dispatch
import Foundation

/// Work on whole pages, of which as many go on at once as there are processors: a page as pels takes half a megabyte and some
/// thousandths of a second. Where many lines come to a page's end together they would all hold theirs in memory, and
/// none would be done sooner.
///
/// It takes its turn page by page, so that no line waits for the whole of a long fax.
enum PageWork {
    private static let permits = DispatchSemaphore(value: max(1, ProcessInfo.processInfo.activeProcessorCount))

    /// Does `work` when it is its turn; blocks until then.
    static func run<Value, Failure>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        permits.wait()
        defer { permits.signal() }
        return try work()
    }
}
