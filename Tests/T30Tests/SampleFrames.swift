import FaxModel

@testable import T30

extension Frame {
    /// A DIS of a machine that receives: `bits` are those set besides bit 10, by number.
    static func dis(_ bits: [Int]) -> Frame {
        var field = BitField()
        for bit in [10] + bits { field[bit] = true }
        return Frame(.dis, field.octets, fromDISReceiver: false)
    }

    /// V.17, fine, 0 ms a line, error correction, T.6.
    static let modern = dis([11, 12, 14, 15, 21, 22, 23, 27, 31])
    /// V.17, fine, 0 ms a line, MH only.
    static let plain = dis([11, 12, 14, 15, 21, 22, 23])
    /// V.27ter at 4800, standard resolution, 20 ms a line.
    static let old = dis([12])

    /// The far end's name.
    static let csi = Frame(.csi, StationID("+49 30 99").field, isFinal: false, fromDISReceiver: false)

    /// A request for these frames again.
    static func ppr(_ frames: [Int]) -> Frame {
        var field = [UInt8](repeating: 0, count: 32)
        for frame in frames { field[frame / 8] |= 1 << (frame % 8) }
        return Frame(.ppr, field, fromDISReceiver: false)
    }
}
