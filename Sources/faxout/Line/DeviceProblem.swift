import Configuration
import Foundation

extension FaxoutSettings.Line {
    /// Why this user could not use the device now, as a sentence; `nil` where he could. A modem that is plugged in later is used then.
    var deviceProblem: String? {
        guard access(device, R_OK | W_OK) != 0 else { return nil }
        return "faxout.lines: line '\(name)': '\(device)' can't be used now: \(String(cString: strerror(errno)))"
    }
}
