// Typed shims over libzmq, and nothing else.
#pragma once
#include <errno.h>
#include <sys/eventfd.h>
#include <zmq.h>

// zmq.h defines these as macros of casts and sums, which Swift does not import.
static inline int czmq_eagain(void) { return EAGAIN; }
static inline int czmq_eterm(void) { return ETERM; }

static inline int czmq_set_int(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value);
}

static inline int czmq_get_int(void *socket, int option, int *value) {
    size_t size = sizeof *value;
    return zmq_getsockopt(socket, option, value, &size);
}

static inline int czmq_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
