import Foundation
import Glibc

/// A TCP port of 127.0.0.1 on which the system accepts connections and nobody ever answers.
final class SilentServer {
    let port: Int
    private let descriptor: Int32

    struct ListenError: Error {
        let code: Int32
    }

    init() throws {
        (port, descriptor) = try Self.listen()
    }

    /// A free port, and the descriptor that listens there.
    static func listen() throws -> (port: Int, descriptor: Int32) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && Glibc.listen(descriptor, 8) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard listening else { throw ListenError(code: errno) }
        return (Int(UInt16(bigEndian: address.sin_port)), descriptor)
    }

    deinit {
        close(descriptor)
    }
}
