// Typed shims over GMime, and nothing else: what Swift can't say by itself (macros of GObject's type system, casts).
#pragma once
#include <gmime/gmime.h>
#include <string.h>

/// What a MIME object is.
typedef enum __attribute__((enum_extensibility(closed))) {
    faxpost_mime_kind_leaf,
    faxpost_mime_kind_multipart,
    faxpost_mime_kind_message,
} faxpost_mime_kind;

static inline faxpost_mime_kind faxpost_mime_object_kind(GMimeObject *object) {
    if (GMIME_IS_MULTIPART(object)) return faxpost_mime_kind_multipart;
    if (GMIME_IS_MESSAGE_PART(object)) return faxpost_mime_kind_message;
    return faxpost_mime_kind_leaf;
}

static inline GMimeObject *_Nonnull faxpost_mime_message_object(GMimeMessage *_Nonnull message) {
    return GMIME_OBJECT(message);
}

static inline GMimeMultipart *faxpost_mime_multipart(GMimeObject *object) {
    return GMIME_MULTIPART(object);
}

/// The message that a message/rfc822 part holds; NULL when it is empty.
static inline GMimeMessage *faxpost_mime_inner_message(GMimeObject *object) {
    return g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
}

/// The content of a leaf; NULL when it has none, or is no leaf.
static inline GMimeDataWrapper *faxpost_mime_content(GMimeObject *object) {
    return GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : NULL;
}

/// The bounds of a content's bytes in the stream that was parsed.
static inline void faxpost_mime_content_bounds(GMimeDataWrapper *content, gint64 *start, gint64 *end) {
    GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
    *start = stream->bound_start;
    *end = stream->bound_end == -1 ? *start + g_mime_stream_length(stream) : stream->bound_end;
}

/// Parses `length` bytes, which are only read and must live until this returns. NULL when they are no message.
/// The result's streams must not be read afterwards; their bounds may.
static inline GMimeMessage *faxpost_mime_parse(
    const unsigned char *bytes, size_t length, GMimeParserOptions *options
) {
    GByteArray *array = g_byte_array_new_take((guint8 *)bytes, length);
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_object_unref(parser);
    g_object_unref(stream);
    g_byte_array_free(array, FALSE);
    return message;
}

static inline void faxpost_mime_unref(void *object) {
    g_object_unref(object);
}

static inline InternetAddressMailbox *faxpost_mime_mailbox(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX(address) ? INTERNET_ADDRESS_MAILBOX(address) : NULL;
}

static inline InternetAddressGroup *faxpost_mime_group(InternetAddress *address) {
    return INTERNET_ADDRESS_IS_GROUP(address) ? INTERNET_ADDRESS_GROUP(address) : NULL;
}

/// Lenient options, eight-bit header bytes read as UTF-8 or else as windows-1252.
static inline GMimeParserOptions *_Nonnull faxpost_mime_options_new(void) {
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    return options;
}
