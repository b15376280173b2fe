extension Configuration {
    /// What of the names and domains of our mail can be right, and mostly is not: a sentence each.
    public var mailWarnings: [String] {
        var warnings: [String] = []
        if let domain = received.mail.replyDomain,
            !ingest.domains.contains(where: { $0.lowercased() == domain.lowercased() })
        {
            warnings.append(
                "received.reply-domain: '\(domain)' is none of ingest.domains; answers to received faxes would not become faxes"
            )
        }
        if received.mail.replyDomain != nil, dialling.countryCode == nil {
            warnings.append(
                "received.reply-domain: without dialling.country-code a caller's number that is told without its country can't be "
                    + "answered: such a fax is from deliver.from")
        }
        if !deliver.hostname.contains(".") {
            warnings.append(
                "deliver.hostname: '\(deliver.hostname)' is no domain name such as fax.example.com; mail servers may refuse it in EHLO, and "
                    + "mail from \(deliver.from)")
        }
        if let address = deliver.operatorAddress, let at = address.lastIndex(of: "@"),
            ingest.domains.contains(where: { $0.lowercased() == address[address.index(after: at)...].lowercased() })
        {
            warnings.append(
                "deliver.operator: '\(address)' is in a fax domain; what goes to the operator must not come back here")
        }
        return warnings
    }
}
