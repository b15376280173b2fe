import FaxModel

/// Black pels of a page that hang together, as the rectangle around them: a letter, mostly.
struct InkShape: Hashable {
    /// The leftmost column.
    var left: Int
    /// The column after the rightmost.
    var right: Int
    /// The topmost row.
    var top: Int
    /// The row after the lowest.
    var bottom: Int

    var height: Int { bottom - top }
    var width: Int { right - left }

    /// The shapes of a page whose height and width are within these bounds, from row `first` on; `nil` where there are more than
    /// `limit`: no writing is that dense.
    ///
    /// Pels hang together where they touch, at a corner, too.
    static func shapes(
        of page: PageBitmap, from first: Int, heights: ClosedRange<Int>, widths: ClosedRange<Int>, limit: Int
    ) -> [InkShape]? {
        var found: [InkShape] = []
        var open: [Run] = []
        var groups = ShapeGroups()
        for row in min(first, page.rows)..<page.rows {
            let runs = Run.runs(of: page, row: row)
            var joined: [Run] = []
            joined.reserveCapacity(runs.count)
            var above = 0
            for var run in runs {
                while above < open.count, open[above].end < run.start { above += 1 }
                var index = above
                while index < open.count, open[index].start <= run.end {
                    run.group = run.group < 0 ? open[index].group : groups.join(run.group, open[index].group)
                    index += 1
                }
                // The last one above may reach over to the next run, too.
                if index > above { above = index - 1 }
                groups.add(&run, row: row)
                joined.append(run)
            }
            open = joined
        }
        for shape in groups.shapes where heights.contains(shape.height) && widths.contains(shape.width) {
            found.append(shape)
            guard found.count <= limit else { return nil }
        }
        return found
    }
}

/// Black pels that follow each other in a row.
private struct Run {
    /// The first column.
    var start: Int
    /// The column after the last.
    var end: Int
    /// The group that it belongs to; -1 for none yet.
    var group = -1

    static func runs(of page: PageBitmap, row: Int) -> [Run] {
        var runs: [Run] = []
        let offset = row * page.rowBytes
        for octet in 0..<page.rowBytes {
            var pels = page.bytes[offset + octet]
            while pels != 0 {
                let bit = pels.leadingZeroBitCount
                let count = (~(pels << UInt8(bit))).leadingZeroBitCount
                let start = octet * 8 + bit
                if let last = runs.last, last.end == start {
                    runs[runs.count - 1].end = start + count
                } else {
                    runs.append(Run(start: start, end: start + count))
                }
                pels = bit + count >= 8 ? 0 : pels & (0xFF >> UInt8(bit + count))
            }
        }
        return runs
    }
}

/// Runs that hang together: a forest in which each group points at the one that it was joined to.
private struct ShapeGroups {
    private var parents: [Int] = []
    private var boxes: [InkShape] = []

    /// The groups that are joined to no other.
    var shapes: [InkShape] { boxes.indices.lazy.filter { parents[$0] == $0 }.map { boxes[$0] } }

    /// Adds a run to its group, or to a new one.
    mutating func add(_ run: inout Run, row: Int) {
        let box = InkShape(left: run.start, right: run.end, top: row, bottom: row + 1)
        if run.group < 0 {
            run.group = parents.count
            parents.append(run.group)
            boxes.append(box)
        } else {
            run.group = root(run.group)
            boxes[run.group].join(box)
        }
    }

    /// Makes one of two groups, and says which.
    mutating func join(_ first: Int, _ second: Int) -> Int {
        let (one, other) = (root(first), root(second))
        guard one != other else { return one }
        parents[other] = one
        boxes[one].join(boxes[other])
        return one
    }

    private mutating func root(_ group: Int) -> Int {
        var group = group
        while parents[group] != group {
            parents[group] = parents[parents[group]]
            group = parents[group]
        }
        return group
    }
}

extension InkShape {
    fileprivate mutating func join(_ other: InkShape) {
        left = min(left, other.left)
        right = max(right, other.right)
        top = min(top, other.top)
        bottom = max(bottom, other.bottom)
    }
}
