import FaxModel

extension RequestField {
    /// The fields that applications may use, as docs/HEADERS.md describes them.
    static let all: [RequestField] = [
        .choice("X-Fax-Priority", \.priority),
        .choice("X-Fax-Resolution", \.resolution),
        .flag("X-Fax-Cover-Page", \.coverPage),
        .text("X-Fax-Reference", limit: 200, \.reference),
        .time("X-Fax-Not-Before", \.notBefore),
        .time("X-Fax-Expires", \.expires),
    ]
}
