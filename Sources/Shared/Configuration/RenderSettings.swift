public import FaxModel

/// How mails become pages: section `render`.
public struct RenderSettings: Sendable, Hashable {
    /// The paper that pages are made for.
    public var paper: Paper
    /// The font family of plain text; one of fixed width keeps tables in line.
    public var textFont: String
    /// The size of plain text in points.
    public var textSize: Int
    /// The font family of cover pages and notices.
    public var coverFont: String
    /// Pages that one mail may have; a part that would go beyond is left out, and said so.
    public var maximumPages: Int
    /// Orders that a worker works on at once.
    public var concurrency: Int
    /// What becomes of a fax of which a part can't be printed.
    public var failedParts: FailedParts
    /// Whether pages without a mark on them are left out.
    public var dropsBlankPages: Bool
    /// Which alternative of a mail's text is printed, where there are several.
    public var text: PreferredText
    /// How many bytes of finished pages a worker keeps, for documents that come again; 0 for none.
    public var cache: ByteCount
    /// Finished pages that all workers of the host keep together; `nil` where each keeps its own only.
    public var sharedCache: SharedCacheSettings?
    /// What cover pages look like.
    public var covers: CoverSettings
    /// The language of what is written on cover pages (BCP 47).
    public var language: String
    /// The programs that converters are made of.
    public var programs: ConverterPrograms
    /// How converters are kept in bounds.
    public var sandbox: SandboxSettings
    /// Poppler's `pdfinfo`.
    public var pdfinfo: String
    /// Poppler's `pdftoppm`.
    public var pdftoppm: String
    /// The program that opens Outlook's envelopes (TNEF).
    public var tnef: String

    /// Reads section `render`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        paper = try section.value("paper", default: .a4)
        textFont = try section.value("text-font", default: "DejaVu Sans Mono")
        textSize = try section.value("text-size", in: 6...24, default: 10)
        coverFont = try section.value("cover-font", default: "DejaVu Sans")
        maximumPages = try section.value("maximum-pages", in: 1...10_000, default: 500)
        concurrency = try section.value("concurrency", in: 1...64, default: 2)
        failedParts = try section.value("failed-parts", default: .skip)
        dropsBlankPages = try section.value("drop-blank-pages", default: false)
        text = try section.value("text", default: .html)
        cache = try section.value("cache", default: .mebibytes(64))
        sharedCache = try section.optionalSection("shared-cache").map { section throws(ConfigurationError) in
            try SharedCacheSettings(section)
        }
        covers = try CoverSettings(section)
        language = try section.value("language", default: "en")
        programs = try ConverterPrograms(section)
        sandbox = try SandboxSettings(section.section("sandbox"))
        pdfinfo = try section.path("pdfinfo", default: "/usr/bin/pdfinfo")
        pdftoppm = try section.path("pdftoppm", default: "/usr/bin/pdftoppm")
        tnef = try section.path("tnef", default: "/usr/bin/tnef")
        try section.finish()
    }
}

/// In what bounds a converter works: section `render.sandbox`.
public struct SandboxSettings: Sendable, Hashable {
    /// bubblewrap's `bwrap`.
    public var bubblewrap: String
    /// util-linux's `prlimit`, for the number of processes.
    public var prlimit: String
    /// How long one run may take, by the clock and in processor time.
    public var time: Duration
    /// How long all parts of a mail may take together, by the clock.
    public var mailTime: Duration
    /// Address space of one run.
    public var memory: ByteCount
    /// What one run may write to its temporary folder, which is kept in memory.
    public var disk: ByteCount

    /// Reads section `render.sandbox`.
    public init(_ section: ConfigurationSection) throws(ConfigurationError) {
        bubblewrap = try section.path("bubblewrap", default: "/usr/bin/bwrap")
        prlimit = try section.path("prlimit", default: "/usr/bin/prlimit")
        time = try section.value("time", default: .seconds(60))
        guard time >= .seconds(1) else { throw section.error("time", "must be 1s or more") }
        mailTime = try section.value("mail-time", default: time * 10)
        guard mailTime >= time else { throw section.error("mail-time", "must not be less than time") }
        memory = try section.value("memory", default: .mebibytes(1024))
        guard memory.bytes >= 128 << 20 else { throw section.error("memory", "must be 128MiB or more") }
        disk = try section.value("disk", default: .mebibytes(64))
        guard disk.bytes >= 1 << 20 else { throw section.error("disk", "must be 1MiB or more") }
        try section.finish()
    }
}

extension Paper: ConfigurationValue {}

extension RenderSettings {
    /// What becomes of a fax of which a part can't be printed: `render.failed-parts`.
    public enum FailedParts: String, Sendable, CaseIterable, ConfigurationValue {
        /// The rest is sent; what is missing is said on the cover page and to the sender.
        case skip
        /// Nothing is sent, and the sender is told why.
        case fail
    }

    /// Which alternative of a mail's text is printed: `render.text`.
    public enum PreferredText: String, Sendable, CaseIterable, ConfigurationValue {
        /// The one that the sender's program likes best, HTML as a rule (RFC 2046 §5.1.4).
        case html
        /// The plain one: it takes less of a page, and is there at once.
        case plain
    }
}

extension ConfigurationSection {
    /// The absolute path under `key`, or `default`.
    func path(_ key: String, default standard: String) throws(ConfigurationError) -> String {
        let path = try value(key, default: standard)
        guard path.hasPrefix("/") else { throw error(key, "'\(path)' is no absolute path") }
        return path
    }
}
