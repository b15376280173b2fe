// Typed shims over Pango and Cairo, and nothing else: what Swift can't say by itself (casts of GObject's type system).
#pragma once
#include <pango/pangocairo.h>

static inline PangoContext *_Nonnull faxpost_pango_context_new(PangoFontMap *_Nonnull map) {
    return pango_font_map_create_context(map);
}

static inline void faxpost_pango_context_free(PangoContext *_Nonnull context) {
    g_object_unref(context);
}

static inline void faxpost_pango_layout_free(PangoLayout *_Nonnull layout) {
    g_object_unref(layout);
}

static inline PangoFontMap *_Nonnull faxpost_pango_font_map_new(void) {
    return pango_cairo_font_map_new();
}

static inline void faxpost_pango_font_map_free(PangoFontMap *_Nonnull map) {
    g_object_unref(map);
}
