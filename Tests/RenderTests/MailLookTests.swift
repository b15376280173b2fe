import FaxModel
import Foundation
import MIME
import TIFF
import Testing

@testable import render

@Suite("How mails look on paper", .timeLimit(.minutes(20))) struct MailLookTests {
    private func result(_ mail: [UInt8]) async throws -> MailRenderer.Result {
        try await TestRendering.orderRenderer().renderer.pages(
            of: try Mail(parsing: mail), PageLayout(.fine, paper: .a4))
    }

    private func html(_ text: String) async throws -> [PageBitmap] {
        let result = try await result(Array("Content-Type: text/html; charset=utf-8\n\n\(text)".utf8))
        #expect(result.omitted.isEmpty && !result.pages.isEmpty, "\(result.omitted)")
        var writer = TIFFWriter()
        for page in result.pages { writer.append(page, resolution: .fine) }
        var reader = try TIFFReader(try writer.finish())
        return try reader.pages.indices.map { try reader.bitmap($0) }
    }

    private static func black(_ side: Int) throws -> [UInt8] {
        try TestTool.picture("png", of: (side, side, [UInt8](repeating: 0, count: side * side)))
    }

    @Test("A table that is said to be wide is as wide as its words, and no smaller", arguments: [1500, 2800, 90000])
    func tablesSaidToBeWide(width: Int) async throws {
        let plain = try await html("<table border=1><tr><td>left<td align=right>right</table>")
        #expect(try await html("<table border=1 width=\(width)><tr><td>left<td align=right>right</table>") == plain)
        let cell = "<td nowrap style='white-space:nowrap;width:\(width / 2)px'>"
        #expect(try await html("<table border=1><tr>\(cell)left\(cell)right</table>") == plain)
    }

    @Test(
        "A table that is wide lies on its page, with larger letters than upright, and is not cut",
        arguments: [9, 14, 24])
    func wideTables(columns: Int) async throws {
        let cells = (1...columns).map { "<td>Columnwithoutblanks\($0)" }.joined()
        let rows = String(repeating: "<tr>\(cells)", count: 8)
        let pages = try await html("<table border=1>\(rows)</table>")
        #expect(pages.count == 1 && pages[0].width == 1728)
        let (across, down) = (pages[0].columnsOfInk, pages[0].rowsOfInk)
        #expect(across.upperBound > 1728 - 200 && across.count < 1000, "its first row is at the right: \(across)")
        #expect(down.count > 1800 && down.lowerBound > 100 && down.upperBound < pages[0].rows - 60, "\(down)")
    }

    @Test(
        "A picture that the text hides is nothing to be read, and neither is one of a pixel",
        arguments: [
            ("<p>x<img src='cid:a' style='display:none'>", 96),
            ("<div style='display:none'><img src='cid:a'></div><p>x", 96),
            ("<p>x", 1), ("<p>x<img src='cid:b'>", 1),
        ])
    func hiddenPictures(text: String, side: Int) async throws {
        let picture = "Content-Type: image/png; name=a.png\r\nContent-ID: <a>"
        let result = try await result(
            TestRendering.mail(
                [("Content-Type: text/html", Array(text.utf8)), (picture, try Self.black(side))], subtype: "related"))
        #expect(result.pages.count == 1 && result.omitted.isEmpty, "\(result.omitted)")
    }

    @Test("A table has the frame that the text says, and none where it says none")
    func frames() async throws {
        let words = "<tr><td>one<td>two"
        let bare = try await html("<table>\(words)</table>")
        #expect(try await html("<table border=0>\(words)</table>") == bare)
        let nested = try await html("<table border=0><tr><td><table border=0>\(words)</table></table>")
        #expect(abs(nested[0].ink - bare[0].ink) < 100)
        let outlook =
            "<table border=1 cellspacing=0 style='border-collapse:collapse;border:none'><tr><td style='border:none'>one<td style='border:none'>two"
        #expect(abs(try await html(outlook)[0].ink - bare[0].ink) < 100)
        #expect(try await html("<table border=1>\(words)</table>")[0].ink > bare[0].ink + 500)
    }

    @Test("Pale lines are black, and white ones stay unseen")
    func paleLines() async throws {
        func box(_ colour: String) -> String {
            "<div style='width:300px;height:100px;border:1px solid \(colour)'>x</div>"
        }
        let black = try await html(box("black"))
        #expect(try await html(box("#ddd")) == black)
        #expect(try await html(box("currentColor")) == black)
        let none = try await html(box("transparent"))
        #expect(try await html(box("white")) == none)
        #expect(none[0].ink * 4 < black[0].ink)
    }

    @Test("Pale lines of a table whose frames are drawn as one are black, too")
    func paleLinesOfTables() async throws {
        func table(_ colour: String) -> String {
            "<table style='border-collapse:collapse'><tr><td style='border:1px solid \(colour)'>one"
                + "<td style='border:1px solid \(colour)'>two"
                + "<tr style='border-bottom:1px solid \(colour)'><td colspan=2>three</table>"
        }
        let black = try await html(table("black"))
        #expect(try await html(table("#e1e1e1")) == black)
        #expect(try await html(table("white"))[0].ink + 500 < black[0].ink)
    }

    @Test("A box that is so low that it can be nothing but a line is one; other grounds are white")
    func linesOfColour() async throws {
        let none = try await html("<p>x<div style='height:1px'></div><p>y")
        func added(_ style: String) async throws -> Int {
            try await html("<p>x<div style='height:1px;\(style)'></div><p>y")[0].ink - none[0].ink
        }
        let line = try await added("background:black")
        #expect(line > 1200)
        #expect(try await added("background:#ddd") == line)
        #expect(try await added("background-color:navy") == line)
        #expect(try await added("background:white") == 0)
        #expect(try await added("background:#ddd;width:9px") == 0)
        let ground = try await html("<body bgcolor='#336'><p>x<div style='height:1px;background:#336'></div><p>y")
        #expect(ground == none)
        let cell = "<table width='100%' cellspacing=0 cellpadding=0><tr><td height=1 bgcolor='#dddddd'></table>"
        #expect(try await html("<p>x\(cell)<p>y")[0].ink > none[0].ink + 1200)
    }

    @Test("What is marked in a text is no line, nor is a cell that keeps others of its own colour apart")
    func groundsThatAreNoLines() async throws {
        for (font, text) in [("12pt Times New Roman", " "), ("12pt Arial", "l"), ("12pt Arial", "i")] {
            let plain = try await html("<p style='font:\(font)'>ca<span>\(text)</span>me")
            let marked = try await html("<p style='font:\(font)'>ca<span style='background:yellow'>\(text)</span>me")
            #expect(marked == plain, "\(font) '\(text)'")
        }
        func band(_ colour: String) async throws -> [PageBitmap] {
            try await html(
                "<table cellspacing=0 cellpadding=0><tr><td \(colour)>Head<td width=3 \(colour)><td \(colour)>Tail"
                    + "<tr><td height=4 colspan=3 \(colour)></table>")
        }
        #expect(try await band("bgcolor=#336699") == band(""))
        let low = "<div style='height:3px;"
        #expect(try await html("\(low)background:#ddd'>words</div>") == html("\(low)'>words</div>"))
    }

    @Test("What Outlook writes in a font of Microsoft's is shown by the sign that it is")
    func signs() async throws {
        let smiley = try await html("<p><span>\u{263A}</span> \u{2713}")
        #expect(
            try await html("<p><span style='font-family:Wingdings'>J</span> <font face=Wingdings>\u{FC}</font>")
                == smiley)
        #expect(try await html("<p><span style='font-family:Wingdings'>\u{F04A}</span> \u{2713}") == smiley)
    }

    @Test func emojiHaveNoSkin() async throws {
        #expect(try await html("<p>\u{1F44D}\u{1F3FD} yes") == html("<p>\u{1F44D} yes"))
        let plain = try await result(TestRendering.mail([TestRendering.text("\u{1F44D} yes")]))
        #expect(
            try await result(TestRendering.mail([TestRendering.text("\u{1F44D}\u{1F3FD} yes")])).pages == plain.pages)
    }
}
