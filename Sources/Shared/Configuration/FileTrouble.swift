import Foundation

/// Why a file or folder could not be read, written or made, as the system says it: "No such file or directory" (strerror(3)).
///
/// Foundation's own sentences name no cause, or name it as a number of its own.
public struct FileTrouble: Sendable, Hashable, CustomStringConvertible {
    /// The cause, without the path, as the end of a sentence: "'x' can't be read: …".
    public let description: String
    /// The file or folder, where the error names it.
    public let path: String?

    /// What Foundation has thrown. What it does not trace back to the system is told in Foundation's words.
    public init(_ error: any Error) {
        description = Self.code(of: error).map { String(cString: strerror($0)) } ?? error.localizedDescription
        path = (error as NSError).userInfo[NSFilePathErrorKey] as? String
    }

    /// The cause behind the path, where that is known: what stands alone.
    public var sentence: String { path.map { "'\($0)': \(description)" } ?? description }

    /// The number that the system call left in `errno`.
    private static func code(of error: any Error) -> Int32? {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
        guard error.domain == NSCocoaErrorDomain else { return nil }
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error, let code = code(of: cause) { return code }
        return switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
        case .fileReadNoPermission, .fileWriteNoPermission: EACCES
        case .fileWriteFileExists: EEXIST
        case .fileWriteOutOfSpace: ENOSPC
        case .fileWriteVolumeReadOnly: EROFS
        default: nil
        }
    }
}
