/// What HylaFAX's faxmail can be told by `X-FAX-` header fields (faxmail(1), sendfax(1)) and Faxpost can't: why, for whoever has to change
/// the application.
enum HylaFAXParameters {
    /// What stands in place of the parameter of this name, in either case; `nil` where there is none, or it has a field of ours.
    static func reason(_ field: String) -> String? {
        let prefix = RequestField.prefix.lowercased()
        let name = field.lowercased()
        return name.hasPrefix(prefix) ? reasons[String(name.dropFirst(prefix.count))] : nil
    }

    private static let reasons: [String: String] = {
        let groups: [(names: [String], reason: String)] = [
            (
                [
                    "TextFont", "TextPointSize", "TextLineHeight", "BoldFont", "ItalicFont", "FontMap", "FontPath",
                    "ISO8859", "Columns", "LineWrap", "TabStop", "TrimText", "DigestDivider", "MarkDiscarded",
                    "MIMEConverters", "Prologfile", "TypeRules",
                ], "how a mail is made into pages is for the operator to say"
            ),
            (
                ["PageHeight", "PageLength", "PageWidth", "PageMargins", "OutlineMargin"],
                "X-Fax-Paper names the paper, and its margins are given"
            ),
            (["PageCollation", "PageChop", "ChopThreshold"], "pages go in their order, and whole"),
            (["PageHeaders", "GaudyHeaders"], "X-Fax-Header-Line says what stands on top of each page"),
            (
                ["Headers", "MapHeader", "FormatEnvHeaders"],
                "a mail's header is not printed; what is to be read of it goes on the cover page, by X-Fax-Cover-Field"
            ),
            (["CoverCmd", "DateFormat"], "X-Fax-Cover-Template says how the cover page looks"),
            (["HRes", "UseXVRes"], "X-Fax-Resolution says both resolutions"),
            (["MinSpeed"], "a fax goes as fast as the line lets it; X-Fax-Maximum-Rate says how fast at most"),
            (["DesiredMST"], "the far end says how long it takes for a row"),
            (
                ["Host", "Port", "Protocol", "PassiveMode", "MailUser", "DialRules", "Verbose"],
                "it is about how faxmail talks to a server of HylaFAX"
            ),
        ]
        return Dictionary(
            uniqueKeysWithValues: groups.flatMap { group in group.names.map { ($0.lowercased(), group.reason) } })
    }()
}
