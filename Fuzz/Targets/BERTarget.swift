import LDAPGrammar

extension FuzzTarget {
    /// What a directory's server says in its controls, in the Basic Encoding Rules.
    static let ber = FuzzTarget("ber") { input in
        try read(input, depth: 0)
        var reader = BERReader(input)
        if let value = reader.integer() {
            var writer = BERWriter()
            writer.integer(value)
            var again = BERReader(writer.bytes)
            try FuzzFinding.unless(again.integer() == value, "\(value) is not what was written")
            try FuzzFinding.unless(writer.bytes.count <= input.count, "an integer is written longer than it was")
        }
        for tag in [BERTag.octetString, BERTag.enumerated, BERTag.set] {
            var reader = BERReader(input)
            if let content = reader.element(tag) {
                try FuzzFinding.unless(input.first == tag, "an element has another tag than was asked for")
                try FuzzFinding.unless(content.count + 2 <= input.count, "an element has more than there was")
            }
        }
    }

    /// Reads elements within elements, as far as they go.
    private static func read(_ bytes: [UInt8], depth: Int) throws(FuzzFinding) {
        guard depth < 8 else { return }
        var reader = BERReader(bytes)
        var count = 0
        while let (tag, content) = reader.next() {
            count += content.count + 2
            try FuzzFinding.unless(count <= bytes.count, "elements have more than there was")
            var writer = BERWriter()
            writer.element(tag, content)
            var again = BERReader(writer.bytes)
            let element = again.next()
            try FuzzFinding.unless(
                element?.tag == tag && element?.content == content && again.nextTag == nil,
                "an element is not what was written")
            try read(content, depth: depth + 1)
        }
    }
}
