import Mustache
import TemplateTrouble
import Testing

@Suite("What is wrong with a template is told in words") struct TemplateTroubleTests {
    @Test(arguments: [
        ("a\n{{#b}}c{{/d}}", "line 2, "), ("{{#b}}c", "a section has no end"), ("a {{b", "line 1, "),
        ("{{=}}", ""), ("{{% a}}", ""),
    ])
    func whereAndWhat(template: String, part: String) throws {
        let error = try #require(#expect(throws: (any Error).self) { try MustacheTemplate(string: template) })
        let words = TemplateTrouble.words(of: error)
        #expect(words.contains(part) && !words.contains(/Mustache|Error|\(context|Incorrect|unfinished/), "\(words)")
    }
}
