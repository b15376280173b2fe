/// The frames of the partial page that is being received with error correction (T.30 Annex A.3): kept until all of them
/// are there.
struct BlockAssembly: Hashable, Sendable {
    private var frames: [[UInt8]?] = []
    private var announced: PartialPageSignal?

    /// Whether no frame has come yet.
    var isEmpty: Bool { frames.isEmpty }

    /// Takes the information field of an FCD: the frame's number, and its data.
    mutating func take(_ field: [UInt8]) {
        guard let number = field.first else { return }
        while frames.count <= Int(number) { frames.append(nil) }
        frames[Int(number)] = Array(field.dropFirst())
    }

    /// How many frames there are before the first that is missing.
    var complete: Int { frames.firstIndex { $0 == nil } ?? frames.count }

    /// How many frames the block has that this PPS ends. When frames are sent again, some stations count only those: the
    /// greatest number that was said of the block holds.
    mutating func frameCount(_ signal: PartialPageSignal) -> Int {
        var signal = signal
        if let announced, announced.isOfSameBlock(as: signal) {
            signal.frameCount = max(signal.frameCount, announced.frameCount)
        }
        announced = signal
        return signal.frameCount
    }

    /// The numbers below `count` whose frames are missing, rising.
    func missing(of count: Int) -> [Int] {
        (0..<count).filter { !frames.indices.contains($0) || frames[$0] == nil }
    }

    /// The data of the frames below `count` that are there, in order; nothing is kept.
    mutating func takeData(of count: Int) -> [UInt8] {
        let data = frames.prefix(count).reduce(into: [UInt8]()) { $0 += $1 ?? [] }
        reset()
        return data
    }

    /// Forgets all frames.
    mutating func reset() {
        announced = nil
        frames.removeAll(keepingCapacity: true)
    }
}
