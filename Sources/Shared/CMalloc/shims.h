// Typed shims over mallopt(3), and nothing else: Swift's Glibc does not have it. It refuses only what is out of range.
#pragma once
#include <malloc.h>

static inline void cmalloc_set_most_arenas(int most) { mallopt(M_ARENA_MAX, most); }

static inline void cmalloc_set_mapped_from(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
