import FaxModel

/// The grammar of a list of numbers, each with what is for its recipient alone:
///
///     list      = recipient *( "," recipient )
///     recipient = number *( ";" name "=" ( word / quoted ) )
///
/// `number` is a number as people write it, or the local part of any fax address, quoted where it has a comma or semicolon. A
/// quoted text stands between `"`; in it, `\"` and `\\` are `"` and `\`. A word has none of `"`, `,`, `;`.
struct RecipientList {
    private var rest: Substring

    /// Reads a list.
    ///
    /// - Parameter room: recipients that it may have.
    static func parse(_ text: String, room: Int) throws(BadValue) -> [RequestedRecipient] {
        var list = RecipientList(rest: text[...])
        var recipients: [RequestedRecipient] = []
        repeat {
            guard recipients.count < room else { throw BadValue("no more than \(longest) numbers") }
            recipients.append(try list.recipient())
        } while try list.skips(",")
        return recipients
    }

    /// RFC 5321 §4.5.3.1.1.
    private static let longestAddress = 64

    /// Numbers that all fields of a mail may list.
    static let longest = 10_000

    private mutating func recipient() throws(BadValue) -> RequestedRecipient {
        let address = try value()
        // What number it is, and whether it may be dialled, is seen where addresses are.
        guard address.utf8.count <= Self.longestAddress,
            (try? TextRule(limit: Self.longestAddress).checked(address)) != nil
        else {
            throw BadValue("a number such as +4922812345 before, after and between commas")
        }
        var recipient = RequestedRecipient(address: address)
        var seen: Set<String> = []
        while rest.first == ";" {
            rest.removeFirst()
            let name = word { $0 == "=" }.lowercased()
            guard rest.first == "=" else { throw BadValue("name=value after a semicolon") }
            rest.removeFirst()
            guard let parameter = RecipientParameter.all[name] else {
                throw BadValue("one of \(RecipientParameter.names) in place of '\(name.singleLine(limit: 40))'")
            }
            guard seen.insert(name).inserted || parameter.isRepeatable else {
                throw BadValue("'\(name)' once a number")
            }
            let value = try value()
            do throws(BadValue) {
                try parameter.take(value, &recipient)
            } catch {
                throw BadValue("as '\(name)' \(error.expectation ?? "something else")")
            }
        }
        return recipient
    }

    /// A quoted text or a word.
    private mutating func value() throws(BadValue) -> String {
        skipSpace()
        guard rest.first == "\"" else { return word { _ in false } }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                skipSpace()
                guard rest.isEmpty || rest.first == "," || rest.first == ";" else {
                    throw BadValue("a comma or semicolon after a quoted text")
                }
                return text
            case "\\":
                guard let escaped = rest.popFirst() else { throw BadValue("a quoted text that ends") }
                text.append(escaped)
            default: text.append(character)
            }
        }
        throw BadValue("a quoted text that ends")
    }

    private mutating func word(until ends: (Character) -> Bool) -> String {
        skipSpace()
        let word = rest.prefix { !ends($0) && $0 != "," && $0 != ";" && $0 != "\"" }
        rest = rest[word.endIndex...]
        return word.trimmed
    }

    private mutating func skips(_ character: Character) throws(BadValue) -> Bool {
        skipSpace()
        guard let next = rest.first else { return false }
        guard next == character else { throw BadValue("numbers with commas between them") }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0.isWhitespace }
    }
}
