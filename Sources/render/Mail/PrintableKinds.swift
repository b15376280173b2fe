/// What can be printed on this host, by the programs that are installed; and what is liked best of it.
struct PrintableKinds: OptionSet, Hashable, Sendable {
    let rawValue: Int

    static let html = PrintableKinds(rawValue: 1)
    static let images = PrintableKinds(rawValue: 2)
    static let office = PrintableKinds(rawValue: 4)
    static let signed = PrintableKinds(rawValue: 8)
    /// Of alternatives of a text, the plain one is printed although HTML can be.
    static let plainFirst = PrintableKinds(rawValue: 16)

    /// Everything, HTML before plain text.
    static let all: PrintableKinds = [.html, .images, .office, .signed]
}
