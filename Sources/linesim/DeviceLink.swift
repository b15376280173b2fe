internal import Glibc

/// The symbolic link by which programs find a modem's pseudo-terminal.
struct DeviceLink: Sendable {
    /// Where the link is.
    let path: String
    /// The pseudo-terminal, as in /dev/pts/7.
    let device: String

    /// Makes the link. A symbolic link that is already there is replaced; anything else is not.
    func make() throws(LinesimError) {
        if target != nil { unlink(path) }
        guard symlink(device, path) == 0 else {
            throw LinesimError(.link, "the link \(path) can't be made", errno: errno)
        }
    }

    /// Removes the link, where it still leads to this pseudo-terminal.
    func remove() {
        if target == device { unlink(path) }
    }

    private var target: String? {
        var name = [CChar](repeating: 0, count: 256)
        let length = readlink(path, &name, name.count)
        return length > 0 ? String(decoding: name[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
