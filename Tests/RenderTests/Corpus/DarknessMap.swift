import FaxModel
import Foundation

/// How dark a page is, place by place: what remains of it at some distance. Two programs' drawings of one page agree in it, whatever their
/// pels.
struct DarknessMap {
    /// Places across and down.
    static let size = (across: 80, down: 112)
    /// From 0, white, to 1, row by row.
    private(set) var places: [Double]

    /// The map of a fax page.
    init(_ page: PageBitmap) {
        self.init(width: page.width, rows: page.rows) { page[$0, $1] ? 1 : 0 }
    }

    /// The map of a picture in PGM (`P5`), as Ghostscript and GraphicsMagick write it; `nil` where it is none.
    init?(pgm: [UInt8]) {
        var position = 0
        var words: [String] = []
        while words.count < 4, position < pgm.count {
            let line = pgm[position...].prefix { $0 != 0x0A }
            position += line.count + 1
            if line.first == UInt8(ascii: "#") { continue }
            words += String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
        }
        guard words.count == 4, words[0] == "P5", let width = Int(words[1]), let rows = Int(words[2]),
            words[3] == "255",
            pgm.count - position >= width * rows
        else { return nil }
        self.init(width: width, rows: rows) { 1 - Double(pgm[position + $1 * width + $0]) / 255 }
    }

    private init(width: Int, rows: Int, _ darkness: (_ x: Int, _ y: Int) -> Double) {
        let (across, down) = Self.size
        var means: [Double] = []
        for place in 0..<across * down {
            let (x, y) = (place % across, place / across)
            // Of a picture of fewer pels than places, several have the same one.
            let columns = x * width / across..<max(x * width / across + 1, (x + 1) * width / across)
            let lines = y * rows / down..<max(y * rows / down + 1, (y + 1) * rows / down)
            var sum = 0.0
            for line in lines { for column in columns { sum += darkness(column, line) } }
            means.append(sum / Double(columns.count * lines.count))
        }
        // A letter that is a pel further right is no other page.
        places = means.indices.map { index in
            let (x, y) = (index % across, index / across)
            var (sum, count) = (0.0, 0.0)
            for dy in max(0, y - 1)...min(down - 1, y + 1) {
                for dx in max(0, x - 1)...min(across - 1, x + 1) {
                    sum += means[dy * across + dx]
                    count += 1
                }
            }
            return sum / count
        }
    }

    /// How different two maps are: the root of the mean of the squared differences.
    func distance(to other: DarknessMap) -> Double {
        (zip(places, other.places).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(places.count)).squareRoot()
    }
}
