import FaxModel
import TIFF
import Testing
import Typesetting

@testable import render

@Suite("Which way up a received page is")
struct ReadingDirectionTests {
    private static let english = """
        Dear Mr Miller,

        thank you very much for your letter of the third of this month, in which you ask us for the
        price of twelve oak tables with drawers and of the chairs that belong to them. We are glad to
        tell you that all of them can be delivered within three weeks from the day on which your order
        arrives here, and that the price of the last year still holds until the end of the quarter.

        If you have further questions, please do not hesitate to call our sales department.

        Yours faithfully,
        Jane Doe
        """
    private static let german = """
        Sehr geehrter Herr Müller,

        vielen Dank für Ihr Schreiben vom dritten dieses Monats, in dem Sie nach dem Preis von zwölf
        Eichentischen mit Schubladen und der dazugehörigen Stühle fragen. Wir freuen uns, Ihnen
        mitteilen zu können, dass alle innerhalb von drei Wochen nach Eingang Ihrer Bestellung geliefert
        werden können, und dass der Preis des letzten Jahres bis zum Ende des Quartals weiter gilt.

        Bei weiteren Fragen wenden Sie sich bitte jederzeit an unsere Verkaufsabteilung.

        Mit freundlichen Grüßen
        Jana Müller
        """
    private static let french = """
        Cher Monsieur Dupont,

        nous vous remercions de votre lettre du trois de ce mois, par laquelle vous nous demandez le prix de
        douze tables en chêne avec tiroirs et des chaises qui les accompagnent. Nous avons le plaisir de vous
        informer que tout peut être livré dans un délai de trois semaines à compter du jour où votre commande
        nous parvient, et que le prix de l'année dernière reste valable jusqu'à la fin du trimestre.

        Pour toute autre question, n'hésitez pas à vous adresser à notre service des ventes.

        Veuillez agréer nos salutations distinguées,
        Jeanne Dupont
        """
    private static let greek = """
        Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι
        προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα
        αδελφοσύνης. Κάθε άνθρωπος δικαιούται να επικαλείται όλα τα δικαιώματα και όλες τις ελευθερίες.
        """
    private static let russian = """
        Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и
        совестью и должны поступать в отношении друг друга в духе братства. Каждый человек должен
        обладать всеми правами и всеми свободами, провозглашенными настоящей Декларацией.
        """
    private static let hebrew = """
        כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה
        עליהם לנהוג איש ברעהו ברוח של אחווה. כל אדם זכאי לזכויות ולחרויות שנקבעו בהכרזה זו ללא הפליה.
        """
    static let texts = [english, german, french]

    /// A page of text in a font of this family and size.
    static func page(_ text: String, _ resolution: Resolution = .fine, font: String = "DejaVu Serif", size: Double = 11)
        -> PageBitmap
    {
        let geometry = PageGeometry(
            width: resolution.pels, rows: Int(Double(resolution.vertical) * 11.69),
            horizontalDensity: Double(resolution.horizontal), verticalDensity: Double(resolution.vertical))
        return Typesetter().page(geometry) { canvas in
            _ = canvas.text(text, TextStyle(font, size: size), x: 60, y: 70, width: 480)
        }
    }

    static func turned(_ page: PageBitmap) -> PageBitmap { page.turnedRight().turnedRight() }

    private static func isUpsideDown(_ page: PageBitmap, _ resolution: Resolution = .fine) -> Bool {
        ReadingDirection(of: page, horizontal: Double(resolution.horizontal), vertical: Double(resolution.vertical))
            .isUpsideDown
    }

    @Test("A letter in English, German or French is found upright, and on its head", arguments: texts)
    func letter(text: String) {
        for resolution in [Resolution.standard, .fine, .superfine, .inch300] {
            for (font, size) in [("DejaVu Serif", 11.0), ("DejaVu Sans", 9), ("DejaVu Sans Mono", 12)] {
                let page = Self.page(text, resolution, font: font, size: size)
                #expect(!Self.isUpsideDown(page, resolution), "\(resolution) \(font)")
                #expect(Self.isUpsideDown(Self.turned(page), resolution), "\(resolution) \(font)")
            }
        }
    }

    @Test("What is not Latin is left as it came, however it lies", arguments: [greek, russian, hebrew])
    func otherWriting(text: String) {
        let text = Array(repeating: text, count: 4).joined(separator: "\n\n")
        for (font, size) in [("DejaVu Serif", 11.0), ("DejaVu Sans", 9)] {
            let page = Self.page(text, font: font, size: size)
            #expect(!Self.isUpsideDown(page) && !Self.isUpsideDown(Self.turned(page)), "\(font)")
        }
    }

    @Test("A few words, numbers alone, capitals alone, and nothing at all are left as they are")
    func undecided() {
        let rows = (0..<40).map { "\($0 * 7919 % 9973) \($0 * 104_729 % 99991)  \($0 * 31 % 97)" }.joined(
            separator: "\n")
        let capitals = "THE TERMS OF PAYMENT ARE THIRTY DAYS NET. " + "ALL PRICES ARE WITHOUT TAX. "
        for text in ["Please call back. John", rows, String(repeating: capitals, count: 12)] {
            let page = Self.page(text)
            #expect(!Self.isUpsideDown(page) && !Self.isUpsideDown(Self.turned(page)), "\(text.prefix(30))")
        }
        #expect(!Self.isUpsideDown(PageBitmap(width: 1728, rows: 2200)))
    }

    @Test("A photograph's dots and a black page are no writing")
    func noise() {
        var dots = PageBitmap(width: 1728, rows: 2200)
        var state: UInt64 = 1
        for row in 0..<2200 {
            for column in 0..<1728 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                if state >> 62 == 0 { dots[column, row] = true }
            }
        }
        #expect(!Self.isUpsideDown(dots))
        let black = PageBitmap(
            width: 1728, rows: 2200, bytes: [UInt8](repeating: 0xFF, count: 2200 * PageBitmap.rowBytes(width: 1728)))
        #expect(black.map { Self.isUpsideDown($0) } == false)
    }

    @Test("Shapes are found where pels touch, at corners, too, and no two rows are mixed up")
    func shapes() {
        var page = PageBitmap(width: 40, rows: 20)
        for (column, row) in [(3, 3), (4, 4), (5, 3), (20, 3), (20, 4), (21, 4), (39, 19), (0, 19)] {
            page[column, row] = true
        }
        // A U: two strokes that meet at the bottom only.
        for row in 8..<14 { (page[8, row], page[14, row]) = (true, true) }
        for column in 8...14 { page[column, 14] = true }
        let shapes = InkShape.shapes(of: page, from: 0, heights: 1...20, widths: 1...40, limit: 100)
        let expected: [InkShape] = [
            InkShape(left: 3, right: 6, top: 3, bottom: 5), InkShape(left: 20, right: 22, top: 3, bottom: 5),
            InkShape(left: 8, right: 15, top: 8, bottom: 15), InkShape(left: 39, right: 40, top: 19, bottom: 20),
            InkShape(left: 0, right: 1, top: 19, bottom: 20),
        ]
        #expect(Set(shapes ?? []) == Set(expected))
        #expect(InkShape.shapes(of: page, from: 0, heights: 1...20, widths: 1...40, limit: 3) == nil)
    }
}
