extension Order {
    /// The order of a mail of which no more than the envelope is known: enough to tell its sender that it failed.
    public init(envelope received: ReceivedMail) {
        self.init(
            id: received.order, mail: received, messageID: nil, subject: "",
            sender: Party(mail: received.sender.isEmpty ? nil : received.sender), options: FaxOptions(),
            jobs: received.recipients.map { recipient in
                var job = Job(
                    id: recipient.job, address: recipient.address, recipient: Party(), number: recipient.number,
                    subaddress: recipient.subaddress, lineGroup: recipient.terms?.lineGroup ?? .default,
                    reference: recipient.reference, billingCode: recipient.billingCode, terms: recipient.terms)
                job.takeReportWishes(of: recipient)
                return job
            })
    }
}
