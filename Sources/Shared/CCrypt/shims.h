// Typed shims over crypt(3), and nothing else: the size of its working space is a macro's.
#pragma once
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/// Hashes `phrase` by the method and salt of `setting` into `output` (CRYPT_OUTPUT_SIZE octets). Returns 0 where that is done.
static inline int ccrypt_hash(const char *phrase, const char *setting, char *output) {
    struct crypt_data *space = calloc(1, sizeof *space);
    if (!space) return -1;
    char *hash = crypt_rn(phrase, setting, space, (int)sizeof *space);
    int failed = !hash || strlen(hash) >= CRYPT_OUTPUT_SIZE;
    if (!failed) strcpy(output, hash);
    explicit_bzero(space, sizeof *space);
    free(space);
    return failed ? -1 : 0;
}

/// A setting of the method `prefix` with a salt from the system's random source and the method's usual cost, in `output`
/// (CRYPT_GENSALT_OUTPUT_SIZE octets). Returns 0 where that is done.
static inline int ccrypt_make_setting(const char *prefix, char *output) {
    return crypt_gensalt_rn(prefix, 0, NULL, 0, output, CRYPT_GENSALT_OUTPUT_SIZE) ? 0 : -1;
}

static const int ccrypt_output_size = CRYPT_OUTPUT_SIZE;
static const int ccrypt_setting_size = CRYPT_GENSALT_OUTPUT_SIZE;
