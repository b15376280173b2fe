// Typed shims over memfd_create(2) and the seals of fcntl(2), and nothing else: the C library declares them for GNU programs only.
#pragma once
#include <linux/memfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/// An empty file in memory that can be sealed, closed when a program is executed; -1 where there can be none.
static inline int cmemoryfile_new(const char *name) {
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/// Sees to it that nobody changes the file any more, nor takes that back. Returns 0, or -1.
static inline int cmemoryfile_seal(int file) {
    // F_ADD_SEALS, and all of F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE (linux/fcntl.h).
    return (int)syscall(SYS_fcntl, file, 1033, 15);
}
