import Glibc
import Pipeline

/// Makes the tokens of leases: random bits, fetched for many at a time, as a system call for each would be one of the dearer parts
/// of a lease.
struct LeaseTokens {
    /// getentropy(3): "The maximum permitted value for the length argument is 256".
    private static let most = 256 / MemoryLayout<UInt64>.size
    private var fetched: [UInt64] = []

    /// A new token.
    mutating func next() -> LeaseToken {
        while true {
            if let bits = fetched.popLast() {
                // No lease has the token 0.
                if bits != 0 { return LeaseToken(rawValue: bits) }
            } else {
                fetched = Array(unsafeUninitializedCapacity: Self.most) { words, count in
                    let bytes = UnsafeMutableRawBufferPointer(words)
                    precondition(getentropy(bytes.baseAddress, bytes.count) == 0, "the kernel has random bits")
                    count = words.count
                }
            }
        }
    }
}
