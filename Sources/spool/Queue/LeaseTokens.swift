import Crypto
import Pipeline

/// Makes the tokens of leases: random bits, fetched for many at a time, as a system call for each would be one of the dearer parts
/// of a lease.
struct LeaseTokens {
    private var fetched: [UInt64] = []

    /// A new token.
    mutating func next() -> LeaseToken {
        while true {
            if let bits = fetched.popLast() {
                // No lease has the token 0.
                if bits != 0 { return LeaseToken(rawValue: bits) }
            } else {
                fetched = SymmetricKey(size: SymmetricKeySize(bitCount: 64 * UInt64.bitWidth)).withUnsafeBytes {
                    Array($0.bindMemory(to: UInt64.self))
                }
            }
        }
    }
}
