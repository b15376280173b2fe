/// A disk that can lose power and can be full, for a program that does not know: loaded by LD_PRELOAD, it stands between
/// the program and the C library's file calls.
///
/// The variable FAULTY_DISK names a folder, the disk. Everything that the program changes below it is carried out as
/// usual, so the program sees what it wrote; and it is written down, in order, in a file beside the folder, named like it
/// with .journal. From that the test computes what a power cut may leave (DiskJournal.swift, DiskNode.swift).
///
/// A file named like the folder with .plan holds five 64-bit integers (FaultyDisk.swift):
///   - the moment at which the program dies (SIGKILL, by its own hand); 0 for never. There is one moment before and one
///     after each sync, and each file or folder made, renamed or removed. Nothing is lost by leaving out the writes
///     between them: a power cut takes any of the unsynced ones away.
///   - the bytes at which the disk is full (ENOSPC, after a short write where a part fits); negative for no limit. Names
///     cost nothing, what is removed gives nothing back, and statvfs(3) tells nothing of it.
///   - which syncs are lies, accepted and not done: 1 those of files, 2 those of folders, 3 all.
///   - the moments so far, and the bytes by which files have grown so far: counted here, over all processes.
/// The test may change the first three at any time.
///
/// No sync reaches the real disk: power is never really cut. What is written through mapped memory is not seen; SQLite
/// writes its -shm file so, which it never reads after a crash. Calls other than those below are not seen either: the test
/// finds out, because it compares what the journal gives in full with the folder.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/// What the test asks for, and the counts that it can read.
struct plan {
    int64_t death, room, lies;
    int64_t moments, grown;
};

/// The beginning of an entry of the journal; `size` bytes follow: what was written, or the path within the disk; of a
/// rename, both paths, a NUL between them.
struct entry {
    int64_t kind, inode, offset, size;
};

enum kind { madeFile = 1, madeFolder, wrote, cutToLength, renamed, removed, synced };

static char disk[PATH_MAX];
static size_t diskLength;
static int journal = -1;
static volatile struct plan *plan;
/// One call at a time, so that the journal's order is the order of what happened.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
    perror(what);
    abort();
}

__attribute__((constructor)) static void mount(void) {
    const char *folder = getenv("FAULTY_DISK");
    if (folder == NULL || *folder == 0) return;
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s.journal", folder);
    journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal < 0) fail(path);
    snprintf(path, sizeof path, "%s.plan", folder);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void *memory = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file < 0 || memory == MAP_FAILED) fail(path);
    close(file);
    plan = memory;
    snprintf(disk, sizeof disk, "%s", folder);
    diskLength = strlen(disk);
}

/// The path within the disk; NULL when it is elsewhere. The disk itself is "".
static const char *onDisk(const char *path) {
    if (diskLength == 0 || strncmp(path, disk, diskLength) != 0) return NULL;
    if (path[diskLength] == 0) return "";
    return path[diskLength] == '/' ? path + diskLength + 1 : NULL;
}

static int isOnDisk(int descriptor) {
    if (diskLength == 0) return 0;
    char link[32], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return onDisk(path) != NULL;
}

/// Begins a change that is counted, or ends it.
static void moment(void) {
    plan->moments += 1;
    if (plan->death == 0 || plan->moments < plan->death) return;
    kill(getpid(), SIGKILL);
    while (1) pause();
}

static void note(enum kind kind, ino_t inode, off_t offset, const void *bytes, size_t size) {
    struct entry entry = {kind, (int64_t)inode, offset, (int64_t)size};
    struct iovec parts[] = {{&entry, sizeof entry}, {(void *)bytes, size}};
    if (writev(journal, parts, 2) != (ssize_t)(sizeof entry + size)) fail("the journal");
}

static struct stat status(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) fail("fstat");
    return status;
}

static int openFile(int folder, const char *path, int flags, mode_t mode) {
    const char *name = onDisk(path);
    if (name == NULL || !(flags & (O_CREAT | O_TRUNC)))
        return (int)syscall(SYS_openat, folder, path, flags, mode);
    pthread_mutex_lock(&turn);
    int isNew = syscall(SYS_faccessat, folder, path, F_OK) != 0 && (flags & O_CREAT);
    if (isNew) moment();
    int file = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (file >= 0 && isNew) {
        note(madeFile, status(file).st_ino, 0, name, strlen(name));
        moment();
    } else if (file >= 0 && flags & O_TRUNC) {
        note(cutToLength, status(file).st_ino, 0, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return file;
}

/// The bytes of a write that the disk has room for, from the start; negative when it has none.
static int64_t fitting(int descriptor, off_t start, size_t count) {
    int64_t growth = start + (int64_t)count - status(descriptor).st_size;
    if (growth <= 0) return (int64_t)count;
    int64_t lacking = plan->room < 0 ? 0 : growth - (plan->room - plan->grown);
    if (lacking <= 0) {
        plan->grown += growth;
        return (int64_t)count;
    }
    if (lacking >= growth || lacking >= (int64_t)count) return -1;
    plan->grown += growth - lacking;
    return (int64_t)count - lacking;
}

/// Writes at `offset`; where the descriptor stands, if that is negative.
static ssize_t put(int descriptor, const void *bytes, size_t count, off_t offset) {
    if (count == 0 || !isOnDisk(descriptor))
        return offset < 0 ? syscall(SYS_write, descriptor, bytes, count)
                          : syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    pthread_mutex_lock(&turn);
    int appends = fcntl(descriptor, F_GETFL) & O_APPEND;
    off_t start = offset < 0 ? lseek(descriptor, 0, appends ? SEEK_END : SEEK_CUR) : offset;
    int64_t room = fitting(descriptor, start, count);
    ssize_t done = -1;
    if (room < 0) {
        errno = ENOSPC;
    } else {
        done = offset < 0 ? syscall(SYS_write, descriptor, bytes, room)
                          : syscall(SYS_pwrite64, descriptor, bytes, room, offset);
        if (done > 0) note(wrote, status(descriptor).st_ino, start, bytes, (size_t)done);
    }
    pthread_mutex_unlock(&turn);
    return done;
}

static int cut(int descriptor, off_t length) {
    if (!isOnDisk(descriptor)) return (int)syscall(SYS_ftruncate, descriptor, length);
    pthread_mutex_lock(&turn);
    int result = (int)syscall(SYS_ftruncate, descriptor, length);
    if (result == 0) note(cutToLength, status(descriptor).st_ino, length, NULL, 0);
    pthread_mutex_unlock(&turn);
    return result;
}

static int makeDurable(int descriptor, long call) {
    if (!isOnDisk(descriptor)) return (int)syscall(call, descriptor);
    pthread_mutex_lock(&turn);
    moment();
    struct stat what = status(descriptor);
    if (!(plan->lies & (S_ISDIR(what.st_mode) ? 2 : 1))) note(synced, what.st_ino, 0, NULL, 0);
    moment();
    pthread_mutex_unlock(&turn);
    return 0;
}

static int removeName(const char *path, int flags) {
    const char *name = onDisk(path);
    if (name == NULL) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
    pthread_mutex_lock(&turn);
    moment();
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
    if (result == 0) {
        note(removed, 0, 0, name, strlen(name));
        moment();
    }
    pthread_mutex_unlock(&turn);
    return result;
}

// What the program calls. The names ending in 64 are those of programs built for large files; here all are.

static mode_t modeOf(int flags, va_list more) { return flags & O_CREAT ? va_arg(more, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = modeOf(flags, more);
    va_end(more);
    return openFile(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = modeOf(flags, more);
    va_end(more);
    return openFile(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = modeOf(flags, more);
    va_end(more);
    return openFile(folder, path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t count) { return put(descriptor, bytes, count, -1); }

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return put(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return put(descriptor, bytes, count, offset);
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }

int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }

int fsync(int descriptor) { return makeDurable(descriptor, SYS_fsync); }

int fdatasync(int descriptor) { return makeDurable(descriptor, SYS_fdatasync); }

int unlink(const char *path) { return removeName(path, 0); }

int rmdir(const char *path) { return removeName(path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t mode) {
    const char *name = onDisk(path);
    if (name == NULL) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    pthread_mutex_lock(&turn);
    moment();
    int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    struct stat made;
    if (result == 0) {
        if (stat(path, &made) != 0) fail(path);
        note(madeFolder, made.st_ino, 0, name, strlen(name));
        moment();
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int rename(const char *from, const char *to) {
    const char *old = onDisk(from), *new = onDisk(to);
    if (old == NULL || new == NULL) return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    pthread_mutex_lock(&turn);
    moment();
    int result = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (result == 0) {
        char both[2 * PATH_MAX];
        int length = snprintf(both, sizeof both, "%s%c%s", old, 0, new);
        note(renamed, 0, 0, both, (size_t)length);
        moment();
    }
    pthread_mutex_unlock(&turn);
    return result;
}
