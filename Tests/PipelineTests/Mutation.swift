import TestSupport

/// Changes messages at random.
enum Mutation {
    /// Changes, cuts, doubles or grows one frame of a message.
    static func mutate(_ frames: inout [[UInt8]], _ random: inout SeededGenerator) {
        let frame = Int.random(in: 0..<frames.count, using: &random)
        guard !frames[frame].isEmpty else {
            frames[frame] = [UInt8.random(in: 0...255, using: &random)]
            return
        }
        let place = Int.random(in: 0..<frames[frame].count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: frames[frame][place] = UInt8.random(in: 0...255, using: &random)
        case 1: frames[frame][place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: frames[frame].removeLast(frames[frame].count - place)
        case 3: frames[frame].insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 4: frames[frame].remove(at: place)
        default: frames.insert(frames[frame], at: frame)
        }
    }
}
