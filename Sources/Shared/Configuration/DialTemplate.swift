/// What is dialled for a number: digits and what else a modem dials, with the number in one of its forms in curly brackets, as
/// `0,{national}`.
public struct DialTemplate: Hashable, Sendable {
    /// A form in which a number is dialled.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        /// The international prefix, the country code, and the rest.
        case international
        /// The country code and the rest (E.164), with nothing before them.
        case e164
        /// The national prefix and the number without the country code: for numbers of our country.
        case national
        /// The number without country code and area code: for numbers of our area.
        case subscriber
        /// An extension of our own telephone system, as it is.
        case `extension`
    }

    /// A piece of what is dialled.
    public enum Piece: Hashable, Sendable {
        /// Dialled as it stands.
        case text(String)
        /// The number.
        case number(Form)
        /// What has our number told, or not told: `{caller-id}`.
        case callerID
    }

    /// The pieces, in their order.
    public var pieces: [Piece]

    /// These pieces.
    public init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    /// What a modem takes behind ATD (V.250 §6.3.1.1): digits, pauses (`,`), and waits for a tone (`W`) or for silence (`@`) among them.
    static let dialCharacters = Set("0123456789*#ABCD,WTP!@")
}

extension DialTemplate: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String {
        "what to dial, of 0-9 * # A-D , W T P ! @ and one of "
            + Form.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ") + ", such as 0,{national}"
    }

    public init?(configuration text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let first = rest.first {
            if first == "{" {
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let word = String(rest[rest.index(after: rest.startIndex)..<end])
                if word == "caller-id" {
                    pieces.append(.callerID)
                } else if let form = Form(rawValue: word) {
                    pieces.append(.number(form))
                } else {
                    return nil
                }
                rest = rest[rest.index(after: end)...]
            } else {
                let plain = rest.prefix { $0 != "{" }
                guard plain.allSatisfy(Self.dialCharacters.contains) else { return nil }
                pieces.append(.text(String(plain)))
                rest = rest.dropFirst(plain.count)
            }
        }
        let numbers = pieces.count { if case .number = $0 { true } else { false } }
        guard numbers == 1, pieces.count(where: { $0 == .callerID }) <= 1 else { return nil }
        self.pieces = pieces
    }

    public var description: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .number(let form): "{\(form.rawValue)}"
            case .callerID: "{caller-id}"
            }
        }.joined()
    }
}
