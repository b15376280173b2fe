internal import CGMime

/// Turns GMime's tree of objects into a `Mail`, counting what it meets.
struct MailReader: ~Copyable {
    private let bytes: [UInt8]
    private let limits: MailLimits
    private let options = ParserOptions()
    private var partCount = 0

    init(bytes: [UInt8], limits: MailLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The mail in the bytes.
    mutating func mail() throws(MailError) -> Mail {
        guard bytes.count <= limits.byteCount else {
            throw MailError(.tooLarge, "The mail has \(bytes.count) bytes; at most \(limits.byteCount) are read.")
        }
        guard AddressNesting.isHarmless(mail: bytes) else {
            throw MailError(.tooDeep, "An address field of the mail has groups nested beyond reason.")
        }
        let parsed = bytes.withUnsafeBufferPointer {
            faxpost_mime_parse($0.baseAddress, $0.count, options.pointer)
        }
        guard let parsed else { throw MailError(.notAMail, "This is no mail: it has no header.") }
        defer { faxpost_mime_unref(parsed) }
        return try mail(from: parsed, depth: 0)
    }

    private var tooDeep: MailError {
        MailError(.tooDeep, "The mail's parts are nested deeper than \(limits.depth) levels.")
    }

    private mutating func mail(
        from message: UnsafeMutablePointer<GMimeMessage>, depth: Int
    ) throws(MailError) -> Mail {
        let fields = try fields(of: faxpost_mime_message_object(message))
        let root: MailPart
        if let object = g_mime_message_get_mime_part(message) {
            root = try part(from: object, depth: depth)
        } else {
            root = MailPart(
                fields: [], mediaType: MediaType("text", "plain"), disposition: nil, fileName: nil, contentID: nil,
                content: .body(EncodedBody(bytes: [], encoding: .identity)))
        }
        return Mail(fields: fields + root.fields, root: root)
    }

    private mutating func part(
        from object: UnsafeMutablePointer<GMimeObject>, depth: Int
    ) throws(MailError) -> MailPart {
        guard depth < limits.depth else { throw tooDeep }
        partCount += 1
        guard partCount <= limits.partCount else {
            throw MailError(.tooManyParts, "The mail has more than \(limits.partCount) parts.")
        }
        let fields = try fields(of: object)
        let mediaType = mediaType(of: object)
        let name =
            text(g_mime_object_get_content_disposition_parameter(object, "filename"))
            ?? text(g_mime_object_get_content_type_parameter(object, "name"))
        return MailPart(
            fields: fields, mediaType: mediaType,
            disposition: text(g_mime_object_get_disposition(object))?.lowercased(),
            fileName: name.flatMap(FileName.display),
            contentID: text(g_mime_object_get_content_id(object)),
            content: try content(of: object, depth: depth))
    }

    private mutating func content(
        of object: UnsafeMutablePointer<GMimeObject>, depth: Int
    ) throws(MailError) -> MailPart.Content {
        switch faxpost_mime_object_kind(object) {
        case .leaf:
            return .body(body(of: object))
        case .multipart:
            let multipart = faxpost_mime_multipart(object)
            var parts: [MailPart] = []
            for index in 0..<max(0, g_mime_multipart_get_count(multipart)) {
                guard let child = g_mime_multipart_get_part(multipart, index) else { continue }
                parts.append(try part(from: child, depth: depth + 1))
            }
            if parts.isEmpty, let prologue = text(g_mime_multipart_get_prologue(multipart)) {
                parts.append(.lostText(prologue))
            }
            return .parts(parts)
        case .message:
            guard let message = faxpost_mime_inner_message(object) else {
                return .body(EncodedBody(bytes: [], encoding: .identity))
            }
            return .message(try mail(from: message, depth: depth + 1))
        }
    }

    private func body(of object: UnsafeMutablePointer<GMimeObject>) -> EncodedBody {
        guard let content = faxpost_mime_content(object) else { return EncodedBody(bytes: [], encoding: .identity) }
        var start: gint64 = 0
        var end: gint64 = 0
        faxpost_mime_content_bounds(content, &start, &end)
        let upper = min(max(0, Int(end)), bytes.count)
        let lower = min(max(0, Int(start)), upper)
        return EncodedBody(
            bytes: bytes[lower..<upper], encoding: TransferEncoding(g_mime_data_wrapper_get_encoding(content)))
    }

    private func mediaType(of object: UnsafeMutablePointer<GMimeObject>) -> MediaType {
        guard let type = g_mime_object_get_content_type(object) else { return MediaType("text", "plain") }
        var parameters: [String: String] = [:]
        if let list = g_mime_content_type_get_parameters(type) {
            for index in 0..<g_mime_param_list_length(list) {
                guard let parameter = g_mime_param_list_get_parameter_at(list, index),
                    let name = text(g_mime_param_get_name(parameter))?.lowercased(), parameters[name] == nil
                else { continue }
                parameters[name] = text(g_mime_param_get_value(parameter)) ?? ""
            }
        }
        return MediaType(
            text(g_mime_content_type_get_media_type(type)) ?? "text",
            text(g_mime_content_type_get_media_subtype(type)) ?? "plain", parameters: parameters)
    }

    private func fields(of object: UnsafeMutablePointer<GMimeObject>) throws(MailError) -> [HeaderField] {
        guard let list = g_mime_object_get_header_list(object) else { return [] }
        let count = g_mime_header_list_get_count(list)
        guard count <= limits.fieldCount else {
            throw MailError(.tooManyFields, "A header of the mail has more than \(limits.fieldCount) fields.")
        }
        return (0..<max(0, count)).compactMap { index in
            guard let header = g_mime_header_list_get_header_at(list, index),
                let name = text(g_mime_header_get_name(header))
            else { return nil }
            let raw = text(g_mime_header_get_raw_value(header)) ?? ""
            return HeaderField(name: name, value: trimmed(value(of: header, raw: raw)), raw: raw)
        }
    }

    private func value(of header: UnsafeMutablePointer<GMimeHeader>, raw: String) -> String {
        let readable = PaddedWords.rewritten(raw)
        guard readable != raw else { return text(g_mime_header_get_value(header)) ?? "" }
        guard let unfolded = g_mime_utils_header_unfold(readable) else { return readable }
        defer { g_free(unfolded) }
        guard let decoded = g_mime_utils_header_decode_text(options.pointer, unfolded) else { return readable }
        defer { g_free(decoded) }
        return String(cString: decoded)
    }

    private func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            isSpace(first) || isSpace(last)
        else { return text }
        let head = text.unicodeScalars.drop(while: isSpace)
        let tail = head.reversed().drop(while: isSpace).count
        return String(String.UnicodeScalarView(head.prefix(tail)))
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

extension MailPart {
    /// The text of a multipart in which no boundary was found: read as plain text, so that it is not lost.
    fileprivate static func lostText(_ text: String) -> MailPart {
        MailPart(
            fields: [], mediaType: MediaType("text", "plain", parameters: ["charset": "utf-8"]), disposition: nil,
            fileName: nil, contentID: nil,
            content: .body(EncodedBody(bytes: Array(text.utf8)[...], encoding: .identity)))
    }
}
