import FaxModel

extension RequestField {
    /// Who is to be told of what, and how.
    static let notification: [RequestField] = [
        RequestField(
            "X-Fax-Notify", synonyms: ["X-Fax-Notification"],
            expecting: "never, or some of success, failure, delay and progress with commas between them"
        ) { text, draft throws(BadValue) in
            guard let events = NotificationEvents(requested: text) else { throw BadValue() }
            draft.options.changeNotification(\.events, to: events)
        },
        RequestField("X-Fax-Notify-To", synonyms: ["X-Fax-MailAddr"], expecting: "a mail address") {
            text, draft throws(BadValue) in
            guard PlainMailAddress.isOne(text) else { throw BadValue() }
            draft.options.changeNotification(\.recipient, to: text)
        },
        RequestField("X-Fax-Notify-Format", expecting: "report, text or json") { text, draft throws(BadValue) in
            guard let format = NotificationRequest.Format(rawValue: text.lowercased()) else { throw BadValue() }
            draft.options.changeNotification(\.format, to: format)
        },
        RequestField("X-Fax-Notify-Per", expecting: "fax or mail") { text, draft throws(BadValue) in
            guard let scope = NotificationRequest.Scope(rawValue: text.lowercased()) else { throw BadValue() }
            draft.options.changeNotification(\.scope, to: scope)
        },
        RequestField("X-Fax-Notify-Document", expecting: "yes, no or first-page") { text, draft throws(BadValue) in
            let word = text.lowercased()
            guard ["yes", "no", "first-page"].contains(word) else { throw BadValue() }
            draft.options.changeNotification(\.hasDocument, to: word == "yes")
            draft.options.changeNotification(\.hasPicture, to: word == "first-page" ? true : nil)
        },
    ]
}

extension FaxOptions {
    fileprivate mutating func changeNotification<Value>(
        _ field: WritableKeyPath<NotificationRequest, Value>, to value: Value
    ) {
        var notification = notification ?? NotificationRequest()
        notification[keyPath: field] = value
        self.notification = notification
    }
}

extension NotificationEvents {
    /// Reads `never`, or events with commas between them; and HylaFAX's `when done`, `when requeued`, `none` and `default`, which
    /// tells of failures whatever they say.
    init?(requested text: String) {
        let text = text.lowercased()
        let word = text.hasPrefix("when ") ? String(text.dropFirst(5).drop { $0 == " " }) : text
        if let events = Self.words[word] {
            self = events
            return
        }
        self.init(words: text)
    }

    private static let words: [String: NotificationEvents] = [
        "never": [], "none": .failure, "off": .failure, "default": .failure, "done": [.success, .failure],
        "requeued": [.success, .failure, .delay],
    ]
}
