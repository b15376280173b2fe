import FaxModel
import TIFF
import Typesetting

/// A business letter of some pages, as fax gateways send them all day: typeset text at fine resolution, every page
/// another one.
enum Letter {
    /// Its first pages: so many.
    static func pages(_ count: Int) -> [PageBitmap] {
        let typesetter = Typesetter()
        return (1...count).map { number in
            typesetter.page(PageGeometry(.a4, .fine)) { canvas in
                canvas.text(text(number), TextStyle("DejaVu Serif", size: 11), x: 56, y: 56, width: 480)
                canvas.rule(x: 56, y: 760, width: 480, thickness: 1)
                canvas.text(foot, TextStyle("DejaVu Serif", size: 7), x: 56, y: 766, width: 480)
            }
        }
    }

    /// A TIFF file of pages, in T.6 coding.
    static func file(_ pages: [PageBitmap]) throws -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: .fine) }
        return try writer.finish()
    }

    /// The pages in a TIFF file.
    static func pages(of file: [UInt8]) throws -> [PageBitmap] {
        var reader = try TIFFReader(file)
        return try reader.pages.indices.map { try reader.bitmap($0) }
    }

    /// Whether all pages in a TIFF file have fine resolution.
    static func isFine(_ file: [UInt8]) throws -> Bool {
        let reader = try TIFFReader(file)
        return reader.pages.allSatisfy { $0.resolution.map { (190...200).contains($0.y) } ?? false }
    }

    /// A page below the header line, which everybody puts there who sends it.
    static func body(_ page: PageBitmap) -> ArraySlice<UInt8> {
        page.bytes.dropFirst(Resolution.fine.headerRows * page.rowBytes)
    }

    private static let foot =
        "Berg AG, registered in Bonn, HRB 4711. Accounts: Sparkasse KoelnBonn DE02 3705 0198 0000 0012 34; "
        + "Volksbank Bonn DE89 3706 0590 0001 2345 67. Telephone +49 228 1-0, telefax +49 228 1-11."

    private static func text(_ number: Int) -> String {
        let paragraphs = (0..<4).map { paragraph in
            (0..<5).map { sentences[(number * 3 + paragraph * 5 + $0) % sentences.count] }.joined(separator: " ")
        }
        return "Berg AG, Hafenstrasse \(number), 53113 Bonn\n\nOur offer 2026/\(4711 + number), sheet \(number)\n\n"
            + paragraphs.joined(separator: "\n\n") + "\n\nYours sincerely\n\nAnna Berg\n"
    }

    private static let sentences = [
        "Thank you for your enquiry of last week, which we are pleased to answer as follows.",
        "The machines leave our works in Bonn within 14 days of your order, free of carriage.",
        "Please let us know by the end of the month whether the sizes that you gave still hold.",
        "For quantities above 250 we grant a discount of 7.5 per cent on the prices of our list.",
        "Spare parts are kept for ten years; most are with you on the next working day.",
        "Our fitter would come on a Tuesday, bring what he needs, and be gone by the evening.",
        "Payment is due within 30 days, without deduction, to one of the accounts named below.",
        "Should anything be unclear, do not hesitate to call Mr Winter, extension 318.",
        "The drawings that you sent us show a bore of 42 mm, where the sample that came has 45.",
        "We have therefore put both kinds into the table, and marked the one that we would take.",
        "Of the lot that was delivered in March, three pieces came back with a scratch on the rim.",
    ]
}
