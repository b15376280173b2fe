import Testing

@testable import render

@Suite struct FlowedTextTests {
    @Test(arguments: [
        ("one \ntwo \nthree\nfour", "one two three\nfour"), ("a\n\nb", "a\n\nb"),
        (" From stuffed\n >not quoted", "From stuffed\n>not quoted"),
        ("> q1 \n> q2\nplain", "> q1 q2\nplain"), (">> deep \n> shallow", ">> deep \n> shallow"),
        ("text \n-- \nName \nStreet", "text \n-- \nName Street"), ("open ", "open "), ("a \r\nb", "a b"), ("", ""),
    ])
    func softBreaksAreUndone(text: String, unfolded: String) {
        #expect(FlowedText.unfold(text, deletesSpace: false) == unfolded)
    }

    @Test func delSpTakesTheSpaceAway() {
        #expect(FlowedText.unfold("日本 \n語", deletesSpace: true) == "日本語")
    }
}
