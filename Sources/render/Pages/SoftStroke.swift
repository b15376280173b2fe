/// Thin strokes with soft edges on plain ground: pale letters and lines, as programs draw them that smooth what they draw.
///
/// Without regard to them they would become a dot here and there. They are told from tones by the ground, which is of exactly one tone on
/// both sides: photographs and scans have no such ground.
struct SoftStroke {
    private let pels: UnsafeBufferPointer<UInt8>
    private let width: Int
    private let rows: Int

    /// Pels from a stroke's pel within which its ground begins, at most.
    static let reach = 6
    /// Pels across a stroke with its edges.
    private static let widest = 7
    /// Pels across that are nearer to the stroke's tone than to the ground's.
    private static let widestCore = 5
    /// Pels in a row of exactly one tone that are ground.
    private static let plain = 4
    /// Pels of ground on both sides together, at least.
    private static let ground = 8
    /// The difference from its ground from which anything is a stroke. (What JPEG adds to white paper has less.)
    private static let edge = 32
    /// The same of what goes on straight with exactly one tone, for so many pels to both sides.
    private static let edgeOfLines = 16
    private static let straight = 4

    /// The strokes of a page of `width` times `rows` pels.
    init(_ pels: UnsafeBufferPointer<UInt8>, width: Int, rows: Int) {
        self.pels = pels
        self.width = width
        self.rows = rows
    }

    /// A direction, and how many pels of the page are before and behind one in it.
    private struct Way {
        var step: Int
        var before: Int
        var behind: Int
    }

    /// The level half way between the stroke that a pel is of and its ground; `nil` where it is of none.
    func level(row: Int, column: Int) -> UInt8? {
        let across = Way(step: 1, before: column, behind: width - 1 - column)
        let down = Way(step: width, before: row, behind: rows - 1 - row)
        let place = row * width + column
        return level(place, across, along: down) ?? level(place, down, along: across)
    }

    private func level(_ place: Int, _ way: Way, along: Way) -> UInt8? {
        guard let before = distanceToGround(place, -way.step, way.before),
            let behind = distanceToGround(place, way.step, way.behind), before + behind - 1 <= Self.widest
        else { return nil }
        let (first, last) = (place - before * way.step, place + behind * way.step)
        let ground = Int(pels[first])
        guard ground == Int(pels[last]) else { return nil }
        let stroke = stride(from: first + way.step, to: last, by: way.step).lazy.map { Int(pels[$0]) }
        guard let least = stroke.min(), let most = stroke.max(), least >= ground || most <= ground else { return nil }
        let spread = max(ground - least, most - ground)
        guard spread >= Self.edge || spread >= Self.edgeOfLines && isStraight(place, along) else { return nil }
        let core = stroke.count { 2 * abs($0 - ground) > spread }
        let grounds = (
            before: run(first, -way.step, way.before - before), behind: run(last, way.step, way.behind - behind)
        )
        guard core <= Self.widestCore, grounds.before > core, grounds.behind > core,
            grounds.before + grounds.behind >= Self.ground
        else { return nil }
        return UInt8(min(ground, least) + spread / 2 + 1)
    }

    /// Pels to the first of those that are ground; `nil` where there is none in reach.
    private func distanceToGround(_ place: Int, _ step: Int, _ room: Int) -> Int? {
        let tone = pels[place]
        var distance = 1
        while distance <= Self.reach, distance + Self.plain - 1 <= room {
            let found = pels[place + distance * step]
            if found != tone, run(place + distance * step, step, Self.plain - 1) >= Self.plain { return distance }
            distance += 1
        }
        return nil
    }

    /// Pels of one tone from one on, that one among them, as far as it matters.
    private func run(_ place: Int, _ step: Int, _ room: Int) -> Int {
        let tone = pels[place]
        let most = min(room, Self.ground)
        var count = 0
        while count < most, pels[place + (count + 1) * step] == tone { count += 1 }
        return count + 1
    }

    private func isStraight(_ place: Int, _ way: Way) -> Bool {
        guard way.before >= Self.straight, way.behind >= Self.straight else { return false }
        return run(place, way.step, Self.straight) > Self.straight
            && run(place, -way.step, Self.straight) > Self.straight
    }
}
