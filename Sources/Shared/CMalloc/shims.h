#ifndef CMALLOC_SHIMS_H
#define CMALLOC_SHIMS_H

#include <malloc.h>

// Sets a parameter of malloc (mallopt(3)); whether it was taken.
static inline int cmalloc_set_arenas(int most) { return mallopt(M_ARENA_MAX, most); }
static inline int cmalloc_set_mapped_from(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }

#endif
