// Typed shims over libseccomp, and nothing else: its actions and comparisons are macros.
#pragma once
#include <errno.h>
#include <linux/memfd.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A filter that allows everything that no rule refuses; `NULL` where there is no memory.
static inline scmp_filter_ctx cseccomp_new(void) { return seccomp_init(SCMP_ACT_ALLOW); }

/// Refuses a call with `error`. Returns 0, or a negative errno.
static inline int cseccomp_refuse(scmp_filter_ctx filter, int call, int error) {
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(error), call, 0, NULL);
}

/// Refuses a call with `error` whose argument has, under `mask`, this value.
static inline int cseccomp_refuse_masked(
    scmp_filter_ctx filter, int call, int error, unsigned int argument, scmp_datum_t mask, scmp_datum_t value) {
    struct scmp_arg_cmp comparison = {argument, SCMP_CMP_MASKED_EQ, mask, value};
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(error), call, 1, &comparison);
}

/// Refuses a call with `error` whose argument is not `value`.
static inline int cseccomp_refuse_unless(
    scmp_filter_ctx filter, int call, int error, unsigned int argument, scmp_datum_t value) {
    struct scmp_arg_cmp comparison = {argument, SCMP_CMP_NE, value, 0};
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(error), call, 1, &comparison);
}

/// An empty file in memory, closed when a program is executed; -1 where there can be none. By its number: the C library declares
/// memfd_create for GNU programs only, and with what they declare besides, Swift would see fd_set twice.
static inline int cseccomp_memory_file(void) {
    return (int)syscall(SYS_memfd_create, "faxpost-seccomp", MFD_CLOEXEC);
}

static const scmp_datum_t cseccomp_clone_thread = CLONE_THREAD;
/// The flags by which clone makes namespaces. (CLONE_NEWTIME is none of clone's.)
static const scmp_datum_t cseccomp_clone_namespaces[] = {
    CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET};
static const int cseccomp_clone_namespace_count = sizeof cseccomp_clone_namespaces / sizeof *cseccomp_clone_namespaces;

/// Refuses clone with `error` where it has the flag of this index. Returns 0, or a negative errno.
static inline int cseccomp_refuse_clone_namespace(scmp_filter_ctx filter, int call, int error, int index) {
    scmp_datum_t flag = cseccomp_clone_namespaces[index];
    return cseccomp_refuse_masked(filter, call, error, 0, flag, flag);
}

static const scmp_datum_t cseccomp_af_unix = AF_UNIX;
static const int cseccomp_unknown_call = __NR_SCMP_ERROR;
