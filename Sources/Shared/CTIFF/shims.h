// Typed shims over libtiff's variadic functions, and nothing else.
#pragma once
#include <tiffio.h>

static inline int ctiff_get_uint16(TIFF *tiff, uint32_t tag, uint16_t *value) {
    return TIFFGetFieldDefaulted(tiff, tag, value);
}

static inline int ctiff_get_uint32(TIFF *tiff, uint32_t tag, uint32_t *value) {
    return TIFFGetFieldDefaulted(tiff, tag, value);
}

static inline int ctiff_get_float(TIFF *tiff, uint32_t tag, float *value) {
    return TIFFGetFieldDefaulted(tiff, tag, value);
}

static inline int ctiff_set_uint16(TIFF *tiff, uint32_t tag, uint16_t value) {
    return TIFFSetField(tiff, tag, value);
}

static inline int ctiff_set_uint16_pair(TIFF *tiff, uint32_t tag, uint16_t first, uint16_t second) {
    return TIFFSetField(tiff, tag, first, second);
}

static inline int ctiff_set_uint32(TIFF *tiff, uint32_t tag, uint32_t value) {
    return TIFFSetField(tiff, tag, value);
}

static inline int ctiff_set_double(TIFF *tiff, uint32_t tag, double value) {
    return TIFFSetField(tiff, tag, value);
}

static inline int ctiff_set_string(TIFF *tiff, uint32_t tag, const char *value) {
    return TIFFSetField(tiff, tag, value);
}
