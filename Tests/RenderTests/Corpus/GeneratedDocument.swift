import FaxModel
import TIFF
import TestSupport

/// Documents that a seed makes: the same ones, always.
struct GeneratedDocument {
    private var random: SeededGenerator

    /// The documents of a seed.
    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let words: [[String]] = [
        ["Lieferung", "quick", "naïve", "Straße", "œuvre", "café", "10.000,00 €", "€/m²", "fi", "AVAST", "№ 7", "Ærø"],
        ["προσφορά", "Ελλάδα", "τιμή", "ημερομηνία", "ώρα"], ["поставка", "счёт", "Київ", "дата", "ЭЛЕКТРО"],
        ["عرض", "الفاتورة", "٢٠٢٦", "شركة", "السلام"], ["הצעה", "חשבונית", "שלום", "בע״מ"],
        ["報價單", "株式会社", "東京", "パーツ", "부품", "견적"], ["☎", "✓", "→", "😀", "♥"],
    ]

    private mutating func sentence(_ scripts: Range<Int>, _ count: Int) -> String {
        (0..<count).map { _ in
            let words = Self.words[Int.random(in: scripts, using: &random)]
            return words[Int.random(in: words.indices, using: &random)]
        }.joined(separator: " ")
    }

    /// Text in every script, with paragraphs, tables of blanks and page breaks.
    mutating func text() -> String {
        var lines: [String] = []
        for _ in 0..<Int.random(in: 20...90, using: &random) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: lines.append("")
            case 1: lines.append((0..<4).map { "\($0 * 7)".padded(to: 12) }.joined())
            case 2 where lines.count % 17 == 0: lines.append("\u{C}")
            default:
                let script = Int.random(in: Self.words.indices, using: &random)
                let count = Int.random(in: 1...24, using: &random)
                lines.append(sentence(script..<script + 1, count))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// A fax page: runs of every length.
    mutating func faxPage(width: Int = 1728, rows: Int) -> PageBitmap {
        var page = PageBitmap(width: width, rows: rows)
        for row in 40..<rows where Int.random(in: 0..<4, using: &random) > 0 {
            var column = Int.random(in: 0..<200, using: &random)
            while column < width {
                let end = min(width, column + Int.random(in: 1...40, using: &random))
                for x in column..<end { page[x, row] = true }
                column = end + Int.random(in: 1...300, using: &random)
            }
        }
        return page
    }

    /// A PDF of some pages: letters, lines, grounds and curves in colours, upright and lying.
    mutating func pdf() -> [UInt8] {
        let pages = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let isLying = Int.random(in: 0..<4, using: &random) == 0
            return TestPDF.Page(
                width: isLying ? 841.89 : 595.276, height: isLying ? 595.276 : 841.89,
                content: drawing(width: isLying ? 800 : 550, height: isLying ? 550 : 800))
        }
        return TestPDF(pages: pages).bytes
    }

    private mutating func drawing(width: Int, height: Int) -> String {
        var content = ""
        for _ in 0..<40 {
            let (x, y) = (
                Int.random(in: 20..<width - 60, using: &random), Int.random(in: 20..<height - 20, using: &random)
            )
            let size = Int.random(in: 7...30, using: &random)
            let colour = (0..<3).map { _ in "0.\(Int.random(in: 0...9, using: &random))" }.joined(separator: " ")
            switch Int.random(in: 0..<6, using: &random) {
            case 0: content += "\(colour) rg \(x) \(y) \(size * 4) \(size) re f\n"
            case 1: content += "\(colour) RG 0.\(size) w \(x) \(y) m \(width - x) \(height - y) l S\n"
            case 2:
                content += "\(colour) RG 2 w \(x) \(y) m \(x + 50) \(y + 90) \(x + 90) \(y - 50) \(x + 120) \(y) c S\n"
            case 3: content += "BT \(colour) rg /F1 \(size) Tf \(x) \(y) Td (Offer \(size) of \(y)) Tj ET\n"
            default: content += "BT 0 g /F1 \(size) Tf \(x) \(y) Td (The quick brown fox \(x)) Tj ET\n"
            }
        }
        return content
    }

    /// An HTML mail: paragraphs, lists and tables.
    mutating func html() -> String {
        var body = ""
        for _ in 0..<12 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: body += "<h2>\(sentence(0..<3, 4))</h2>"
            case 1:
                let cells = (0..<3).map { _ in "<td>\(sentence(0..<1, 2))</td>" }.joined()
                body +=
                    "<table border=1 width='\(Int.random(in: 3...10, using: &random))0%'>"
                    + String(repeating: "<tr>\(cells)</tr>", count: 4) + "</table>"
            case 2: body += "<ul>" + (0..<3).map { _ in "<li>\(sentence(0..<6, 6))</li>" }.joined() + "</ul>"
            default: body += "<p>\(sentence(0..<6, 40))</p>"
            }
        }
        return "<html><body>\(body)</body></html>"
    }

    /// A picture in shades of grey: soft light, hard edges and grain.
    mutating func picture() -> (width: Int, rows: Int, grey: [UInt8]) {
        let (width, rows) = (Int.random(in: 300...900, using: &random), Int.random(in: 300...900, using: &random))
        var grey: [UInt8] = []
        for y in 0..<rows {
            for x in 0..<width {
                let soft = 60 + 150 * (x + y) / (width + rows)
                let isHard = (x / 90 + y / 70) % 5 == 0
                grey.append(UInt8(clamping: (isHard ? 30 : soft) + Int.random(in: -6...6, using: &random)))
            }
        }
        return (width, rows, grey)
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
}

extension GeneratedDocument {
    /// Blots of every shape, some of them white.
    mutating func shapes(width: Int, rows: Int) -> PageBitmap {
        var page = PageBitmap(width: width, rows: rows)
        for blot in 0..<120 {
            let (x, y) = (
                Int.random(in: 10..<width - 20, using: &random), Int.random(in: 5..<rows - 12, using: &random)
            )
            let (across, down) = (Int.random(in: 1...9, using: &random), Int.random(in: 1...7, using: &random))
            for row in y..<y + down { for column in x..<x + across { page[column, row] = blot % 3 != 2 } }
        }
        return page
    }
}
