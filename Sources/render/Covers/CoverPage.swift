import FaxModel
import Foundation
import Typesetting

/// The page that goes before the others: who sends what to whom, how many pages there are, and what is missing.
struct CoverPage {
    let sender: Party
    let recipient: Party
    /// The number that is dialled.
    let number: FaxNumber
    let subject: String
    let date: Date
    /// All pages of the fax, this one included.
    var pageCount: Int
    let omitted: [OmittedPart]
    /// What the sender wants to have said besides.
    var fields = CoverFields()
    /// Whether it says that it is urgent.
    var isUrgent = false
    /// The words for it.
    var words = CoverWords.english

    /// The page.
    func set(by typesetter: Typesetter, family: String, geometry: PageGeometry) -> PageBitmap {
        typesetter.page(geometry) { canvas in
            let layout = CoverLayout(family: family, width: geometry.widthInPoints)
            var y = title(on: canvas, layout)
            y = parties(on: canvas, layout, y: y)
            y = matter(on: canvas, layout, y: y)
            let bottom = geometry.heightInPoints - 40
            y = comments(on: canvas, layout, y: y, bottom: omitted.isEmpty ? bottom : bottom - 120)
            if !omitted.isEmpty {
                OmissionList(parts: omitted, words: words).set(on: canvas, layout, y: y + 26, bottom: bottom)
            }
        }
    }

    private func title(on canvas: borrowing PageCanvas, _ layout: CoverLayout) -> Double {
        let top = 44.0
        let title = layout.text.sized(34).bold
        let titleHeight = canvas.text(
            words.title, title.aligned(.trailing), x: layout.left, y: top, width: layout.width)
        if let name = sender.company ?? sender.name {
            let style = layout.text.sized(17).bold
            let shift = canvas.baseline(of: title) - canvas.baseline(of: style)
            canvas.text(name, style, x: layout.left, y: top + shift, width: layout.width - 110, maximumLines: 1)
        }
        let y = top + titleHeight + 4
        canvas.rule(x: layout.left, y: y, width: layout.width, thickness: 2.5)
        return y + 2.5
    }

    private func parties(on canvas: borrowing PageCanvas, _ layout: CoverLayout, y: Double) -> Double {
        let top = y + 24
        let right = layout.left + layout.columnWidth + layout.columnGap
        canvas.text(words.to.uppercased(), layout.label.bold, x: layout.left, y: top, width: layout.columnWidth)
        let headHeight = canvas.text(
            words.from.uppercased(), layout.label.bold, x: right, y: top, width: layout.columnWidth)
        let rowsTop = top + headHeight + 8
        let to = Self.rows([
            (words.name, recipient.name), (words.company, recipient.company), (words.location, recipient.location),
            (words.telephone, recipient.telephone), (words.fax, recipientNumber),
        ])
        let from = Self.rows([
            (words.name, sender.name), (words.company, sender.company), (words.location, sender.location),
            (words.telephone, sender.telephone),
            (words.fax, sender.facsimile.map(Self.number)), (words.mail, sender.mail.map(Self.breakable)),
        ])
        let heights = [(to, layout.left), (from, right)].map { rows, x in
            canvas.table(
                rows, labels: layout.label, values: layout.text, x: x, y: rowsTop, width: layout.columnWidth,
                labelWidth: layout.labelWidth, rowGap: 5, maximumLines: 4)
        }
        let bottom = rowsTop + (heights.max() ?? 0) + 22
        canvas.rule(x: layout.left, y: bottom, width: layout.width, thickness: 0.75)
        return bottom
    }

    private func matter(on canvas: borrowing PageCanvas, _ layout: CoverLayout, y: Double) -> Double {
        let right = layout.left + layout.columnWidth + layout.columnGap
        let top = y + 18
        let dateHeight = canvas.table(
            [LabelledRow(words.date, words.words(date))], labels: layout.label, values: layout.text, x: layout.left,
            y: top,
            width: layout.columnWidth, labelWidth: layout.labelWidth, rowGap: 0)
        canvas.table(
            [LabelledRow(words.pages, "\(pageCount)\(words.pagesIncluded)")], labels: layout.label, values: layout.text,
            x: right, y: top, width: layout.columnWidth, labelWidth: layout.labelWidth, rowGap: 0)
        var subjectTop = top + dateHeight + 20
        if isUrgent {
            let style = layout.text.sized(15).bold
            subjectTop +=
                12
                + canvas.text(words.urgent.uppercased(), style, x: layout.left, y: subjectTop, width: layout.width)
        }
        let subjectHeight = canvas.table(
            [LabelledRow(words.subject, subject.isEmpty ? words.noSubject : subject)], labels: layout.label,
            values: layout.text.sized(15).bold, x: layout.left, y: subjectTop, width: layout.width,
            labelWidth: layout.labelWidth, rowGap: 0, maximumLines: 4)
        let rowsTop = subjectTop + subjectHeight + 14
        let rowsHeight = canvas.table(
            (fields.rows ?? []).map { LabelledRow($0.label, $0.text) }, labels: layout.label, values: layout.text,
            x: layout.left, y: rowsTop, width: layout.width, labelWidth: 2 * layout.labelWidth, rowGap: 5)
        let bottom = (rowsHeight == 0 ? rowsTop - 14 : rowsTop + rowsHeight) + 20
        canvas.rule(x: layout.left, y: bottom, width: layout.width, thickness: 2.5)
        return bottom + 2.5
    }

    /// The sender's own text, cut where the page ends.
    private func comments(on canvas: borrowing PageCanvas, _ layout: CoverLayout, y: Double, bottom: Double) -> Double {
        guard let text = fields.comments else { return y }
        let top = y + 22
        let line = canvas.height(of: "x", layout.text, width: layout.width)
        let lines = max(1, Int((bottom - top) / line))
        return top + canvas.text(text, layout.text, x: layout.left, y: top, width: layout.width, maximumLines: lines)
    }

    private static func rows(_ rows: [(String, String?)]) -> [LabelledRow] {
        rows.compactMap { label, value in
            guard let value, value.contains(where: { !$0.isWhitespace }) else { return nil }
            return LabelledRow(label, value)
        }
    }

    /// The number that is dialled; as the directory writes it, where it is the same.
    var recipientNumber: String {
        let written = recipient.facsimile.map(Self.number)
        return written.flatMap { FaxNumber($0) } == number ? written ?? number.description : number.description
    }

    /// A mail address that is broken after its `@` where it does not fit on a line.
    private static func breakable(_ address: String) -> String {
        address.replacing("@", with: "@\u{200B}")
    }

    /// A fax number of the directory without the parameters that RFC 4517 §3.3.11 puts behind it.
    static func number(_ text: String) -> String {
        String(text.prefix { $0 != "$" })
    }
}
