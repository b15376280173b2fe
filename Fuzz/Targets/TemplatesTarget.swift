import LDAPGrammar

extension FuzzTarget {
    /// What is made of a directory's values: templates that an operator writes, and values that anybody may have written. The first line is
    /// the template, the others are values.
    static let templates = FuzzTarget("templates") { input in
        let text = String(decoding: input, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let template = LDAPValueTemplate(lines[0]) else { return }
        try FuzzFinding.unless(!template.attributes.isEmpty, "a template needs nothing")
        try FuzzFinding.unless(LDAPValueTemplate(template.text) == template, "a template is not read as it was written")
        try FuzzFinding.unless(
            template.texts { _ in [] }.isEmpty || template.attribute == nil, "an attribute without a value has one")
        let values = Array(lines.dropFirst())
        let texts = template.texts { _ in values }
        if template.attribute != nil {
            try FuzzFinding.unless(texts == values, "an attribute has other values than its own")
        } else {
            try FuzzFinding.unless(texts.count <= 1, "a composed text is several")
            try FuzzFinding.unless(!texts.contains { $0.allSatisfy(\.isWhitespace) }, "a composed text is empty")
        }
        // A value is never a part of the template, whatever stands in it.
        let hostile = template.texts { _ in ["{\(text)}"] }
        try FuzzFinding.unless(
            template.attribute != nil || hostile.isEmpty || hostile[0].utf8.contains(0x7B),
            "a value was read as a template")
        _ = PostalAddress.lines(text)
        _ = FacsimileTelephoneNumber(text).number
    }
}
