/// What cover pages look like: `render.covers` and `render.cover`.
public struct CoverSettings: Sendable, Hashable {
    /// Where the templates are, HTML files, by their names.
    public var templates: [String: String]
    /// The name of the template where nobody asks for one.
    public var standard: String

    /// The name of the cover page that needs no template.
    public static let builtIn = "built-in"

    /// Reads the two keys of section `render`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        templates = [:]
        for (name, path) in try section.words("covers") {
            guard name != Self.builtIn, !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(Self.isPlain) else {
                throw section.error(
                    "covers",
                    "'\(name)' can't be a template's name; expected letters, digits, '-', '_' and '.', and not \(Self.builtIn)"
                )
            }
            guard path.hasPrefix("/") else { throw section.error("covers", "'\(path)' is no absolute path") }
            templates[name] = path
        }
        standard = try section.value("cover", default: Self.builtIn)
        guard names.contains(standard) else {
            throw section.error("cover", "'\(standard)' is none of covers, nor \(Self.builtIn)")
        }
    }

    /// The names that may be asked for.
    public var names: Set<String> { Set(templates.keys).union([Self.builtIn]) }

    private static func isPlain(_ octet: UInt8) -> Bool {
        let character = Character(UnicodeScalar(octet))
        return character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
}
