/// The documents that every change of `render` is tried on. One more is one line more.
enum Corpus {
    /// Text and faxes, whose pels are our own: the digests of their pages on Debian 12. Where a change is meant, the failure names the
    /// new one; look at the pages before.
    static let own: [Own] = [
        Own(
            name: "text 1", seed: 1,
            kind: .text(
                digest: "a94c90287736245cf0c47d1e1508bab03512ab75edd716dc57730a7865360bb4")),
        Own(
            name: "text 2", seed: 2,
            kind: .text(
                digest: "3d329a35b7a81fa8b5a8a0c4e894ffdcbf4e69e0c0aff8bab026c9107408ea9b")),
        Own(
            name: "text 3", seed: 3,
            kind: .text(
                digest: "839ad8cd018502bf410142696f3b186af77ff1e0d7605b2d2be86ee745cdc893")),
        Own(
            name: "text 4", seed: 4,
            kind: .text(
                digest: "01e57fb4116b9eee3c438bbfb909da5c182f15d204c73da2b783427c71d18f95")),
        Own(
            name: "text 5", seed: 5,
            kind: .text(
                digest: "8c049802e0d7f08481829aabf0b5a5204dbcb0aa56eae53adfef2207198f36e1")),
        Own(
            name: "text 6", seed: 6,
            kind: .text(
                digest: "a2d357de9b1ad2b8733e1fc36b031ff6ad98646dd77a63e5e437678dca085eba")),
        Own(name: "fax 1", seed: 1, kind: .fax),
        Own(name: "fax 2", seed: 2, kind: .fax),
        Own(name: "fax 3", seed: 3, kind: .fax),
        Own(name: "fax 4", seed: 4, kind: .fax),
    ]

    /// What other people's libraries draw, and how far from Ghostscript's or GraphicsMagick's drawing it may be.
    static let drawn: [Drawn] =
        (1...6).map { Drawn(name: "pdf \($0)", source: .pdf(seed: $0)) }
        + (1...4).map { Drawn(name: "html \($0)", source: .html(seed: $0)) }
        + (1...4).map { Drawn(name: "picture \($0)", source: .picture(seed: $0)) }
        + files.map { Drawn(name: $0.path, source: .file(path: $0.path, package: $0.package), distance: $0.distance) }

    /// A document of ours.
    struct Own: Sendable {
        enum Kind: Sendable {
            /// Text; SHA-256 of the code of all pages, which depends on Pango and the fonts.
            case text(digest: String)
            /// A fax, whose pages are those of the file.
            case fax
        }
        var name: String
        var seed: UInt64
        var kind: Kind

        init(name: String, seed: Int, kind: Kind) {
            self.name = name
            self.seed = UInt64(seed)
            self.kind = kind
        }
    }

    /// A document that a library draws.
    struct Drawn: Sendable {
        enum Source: Sendable {
            case pdf(seed: Int)
            case html(seed: Int)
            case picture(seed: Int)
            /// A file that a Debian package brings.
            case file(path: String, package: String)
        }
        var name: String
        var source: Source
        /// The largest distance of two `DarknessMap`s.
        var distance = usual
    }

    /// The distance of print and of most pictures. What is a hair's breadth from white or black becomes so, which counts where that fills a page.
    private static let usual = 0.08

    /// Files of Debian packages, which deploy/packages.txt names or what it names needs.
    private static let files: [(path: String, package: String, distance: Double)] = [
        ("/usr/share/cups/data/form_english.pdf", "cups-filters", usual),
        ("/usr/share/cups/data/form_russian.pdf", "cups-filters", usual),
        ("/usr/share/cups/data/default-testpage.pdf", "cups-filters", usual),
        ("/usr/share/cups/data/topsecret.pdf", "cups-filters", usual),
        ("/usr/share/cups/data/form_english_in.odt", "cups-filters", usual),
        (
            "/usr/lib/libreoffice/share/template/common/officorr/Modern_business_letter_serif.ott",
            "libreoffice-common", usual
        ),
        ("/usr/lib/libreoffice/share/template/common/personal/CV.ott", "libreoffice-common", usual),
        ("/usr/lib/libreoffice/share/template/common/wizard/fax/bus-modern_f.ott", "libreoffice-common", usual),
        ("/usr/lib/libreoffice/share/template/common/presnt/Grey_Elegant.otp", "libreoffice-common", 0.1),
        ("/usr/lib/libreoffice/share/template/en-US/presnt/debian-presentation.otp", "libreoffice-common", usual),
        ("/usr/lib/libreoffice/share/gallery/bigapple.gif", "libreoffice-common", usual),
        ("/usr/lib/libreoffice/share/template/wizard/bitmap/euro_2.png", "libreoffice-common", usual),
        ("/usr/lib/libreoffice/share/gallery/personas/sand/header.png", "libreoffice-common", usual),
    ]
}
