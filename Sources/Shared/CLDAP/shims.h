// Typed shims over libldap, and nothing else. ldap_set_option and ldap_get_option take `void *` for values of many types
// (ldap_get_option(3)): here every option has a function of its own that takes the type it needs.
#pragma once
#include <errno.h>
#include <lber.h>
#include <ldap.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>

/// A span in microseconds, as the library takes it.
static inline struct timeval faxpost_ldap_span(int64_t microseconds) {
    return (struct timeval){.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
}

static inline void faxpost_ldap_ignore_signal(int signal) { (void)signal; }

/// Keeps a write(2) to a connection that the server has closed from ending the process (SIGPIPE): the library writes without
/// MSG_NOSIGNAL, and so does OpenSSL. A handler that does nothing, because what is ignored would stay so in programs that we start
/// (execve(2)); where the program has decided for itself, that stands.
static inline void faxpost_ldap_survive_broken_pipes(void) {
    struct sigaction action;
    if (sigaction(SIGPIPE, NULL, &action) != 0 || (action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) return;
    action = (struct sigaction){.sa_handler = faxpost_ldap_ignore_signal, .sa_flags = SA_RESTART};
    sigaction(SIGPIPE, &action, NULL);
}

/// Any first call initialises the library (ldap_init(3)). Returns the protocol version that it speaks by default.
static inline int faxpost_ldap_initialise_library(void) {
    int version = 0;
    ldap_get_option(NULL, LDAP_OPT_PROTOCOL_VERSION, &version);
    return version;
}

/// LDAP_OPT_PROTOCOL_VERSION: `int *`.
static inline int faxpost_ldap_set_protocol_version(LDAP *ld, int version) {
    return ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version);
}

/// LDAP_OPT_REFERRALS: LDAP_OPT_ON or LDAP_OPT_OFF themselves.
static inline int faxpost_ldap_set_referrals(LDAP *ld, int on) {
    return ldap_set_option(ld, LDAP_OPT_REFERRALS, on ? LDAP_OPT_ON : LDAP_OPT_OFF);
}

/// LDAP_OPT_RESTART: LDAP_OPT_ON or LDAP_OPT_OFF themselves. Whether an interrupted system call is repeated.
static inline int faxpost_ldap_set_restart(LDAP *ld, int on) {
    return ldap_set_option(ld, LDAP_OPT_RESTART, on ? LDAP_OPT_ON : LDAP_OPT_OFF);
}

/// LDAP_OPT_NETWORK_TIMEOUT: `struct timeval *`. How long connecting may take.
static inline int faxpost_ldap_set_network_timeout(LDAP *ld, int64_t microseconds) {
    struct timeval limit = faxpost_ldap_span(microseconds);
    return ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &limit);
}

/// LDAP_OPT_TIMEOUT: `struct timeval *`. How long a synchronous call may take that has no limit of its own.
static inline int faxpost_ldap_set_timeout(LDAP *ld, int64_t microseconds) {
    struct timeval limit = faxpost_ldap_span(microseconds);
    return ldap_set_option(ld, LDAP_OPT_TIMEOUT, &limit);
}

/// LDAP_OPT_X_TLS_CACERTFILE: `char *`.
static inline int faxpost_ldap_set_ca_file(LDAP *ld, const char *path) {
    return ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, path);
}

/// LDAP_OPT_X_TLS_REQUIRE_CERT: `int *`. Here always LDAP_OPT_X_TLS_DEMAND: no certificate or a bad one ends the session.
static inline int faxpost_ldap_demand_certificate(LDAP *ld) {
    int demand = LDAP_OPT_X_TLS_DEMAND;
    return ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
}

/// LDAP_OPT_X_TLS_PROTOCOL_MIN: `int *`. Here always TLS 1.2.
static inline int faxpost_ldap_demand_tls12(LDAP *ld) {
    int version = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    return ldap_set_option(ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &version);
}

/// LDAP_OPT_X_TLS_NEWCTX: `int *`, 0 for a client. The TLS options of this handle take effect.
static inline int faxpost_ldap_new_tls_context(LDAP *ld) {
    int server = 0;
    return ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &server);
}

/// LDAP_OPT_DIAGNOSTIC_MESSAGE: `char **`. NULL where there is none; else freed by ldap_memfree.
static inline char *faxpost_ldap_diagnostic_message(LDAP *ld) {
    char *message = NULL;
    return ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &message) == LDAP_OPT_SUCCESS ? message : NULL;
}

/// A simple bind (RFC 4513 §5.1), `LDAP_SASL_SIMPLE` being a null pointer.
static inline int faxpost_ldap_simple_bind(LDAP *ld, const char *dn, char *password, size_t length) {
    struct berval credentials = {.bv_len = length, .bv_val = password};
    return ldap_sasl_bind_s(ld, dn, LDAP_SASL_SIMPLE, &credentials, NULL, NULL, NULL);
}

/// A bind by what the layers below know of us: SASL EXTERNAL (RFC 4422 appendix A), as whom the server takes us for.
static inline int faxpost_ldap_external_bind(LDAP *ld) {
    struct berval nobody = {.bv_len = 0, .bv_val = ""};
    return ldap_sasl_bind_s(ld, NULL, "EXTERNAL", &nobody, NULL, NULL, NULL);
}

/// LDAP_OPT_X_TLS_CERTFILE and LDAP_OPT_X_TLS_KEYFILE: `char *`. Our own certificate, as PEM files.
static inline int faxpost_ldap_set_certificate(LDAP *ld, const char *certificate, const char *key) {
    int code = ldap_set_option(ld, LDAP_OPT_X_TLS_CERTFILE, certificate);
    return code == LDAP_OPT_SUCCESS ? ldap_set_option(ld, LDAP_OPT_X_TLS_KEYFILE, key) : code;
}

/// LDAP_OPT_DESC: `int *`. The connection's descriptor; -1 where there is none.
static inline int faxpost_ldap_descriptor(LDAP *ld) {
    int descriptor = -1;
    return ldap_get_option(ld, LDAP_OPT_DESC, &descriptor) == LDAP_OPT_SUCCESS ? descriptor : -1;
}

/// Bounds how long one read(2) or write(2) of the connection blocks (socket(7), SO_RCVTIMEO, SO_SNDTIMEO), and how long the far end
/// may leave what was sent unacknowledged (tcp(7), TCP_USER_TIMEOUT). The library takes the EAGAIN that comes then for "later": it
/// keeps what it has of a message, and goes on with it. Returns 0, or -1 with errno.
static inline int faxpost_ldap_bound_waits(LDAP *ld, int64_t piece, int64_t whole) {
    int descriptor = faxpost_ldap_descriptor(ld);
    struct timeval span = faxpost_ldap_span(piece);
    unsigned int milliseconds = (unsigned int)(whole / 1000 < 1 ? 1 : whole / 1000 > INT32_MAX ? INT32_MAX : whole / 1000);
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span) != 0) return -1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &span, sizeof span) != 0) return -1;
    return setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

/// LDAP_OPT_SOCKBUF: `Sockbuf **`; LBER_SB_OPT_SET_MAX_INCOMING: `ber_len_t *`. The library takes memory for a message by the length that stands
/// at its beginning: it takes none for one of more octets than these. Returns 0, or -1.
static inline int faxpost_ldap_bound_messages(LDAP *ld, size_t octets) {
    Sockbuf *buffer = NULL;
    ber_len_t most = octets;
    if (ldap_get_option(ld, LDAP_OPT_SOCKBUF, &buffer) != LDAP_OPT_SUCCESS || buffer == NULL) return -1;
    return ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most) == 1 ? 0 : -1;
}

/// LDAP_OPT_RESULT_CODE: `int *`. What the last call ended with.
static inline int faxpost_ldap_last_code(LDAP *ld) {
    int code = LDAP_OTHER;
    ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code);
    return code;
}

/// A control that is sent: its OID, whether the server has to know it, and its value, which is absent where `value` is NULL.
typedef struct {
    const char *oid;
    int critical;
    const uint8_t *value;
    size_t length;
} faxpost_ldap_control;

/// Most controls that one search has.
#define FAXPOST_LDAP_MOST_CONTROLS 4

/// Sends a search; its answers come by ldap_result(3) under `*message_id`. `attributes` ends with NULL; `microseconds`
/// bounds the server's work, 0 for no bound.
static inline int faxpost_ldap_send_search(LDAP *ld, const char *base, int scope, const char *filter, char **attributes,
                                           const faxpost_ldap_control *controls, size_t count, int64_t microseconds,
                                           int size_limit, int *message_id) {
    struct timeval limit = faxpost_ldap_span(microseconds);
    LDAPControl made[FAXPOST_LDAP_MOST_CONTROLS];
    LDAPControl *list[FAXPOST_LDAP_MOST_CONTROLS + 1];
    for (size_t index = 0; index < count && index < FAXPOST_LDAP_MOST_CONTROLS; index++) {
        made[index].ldctl_oid = (char *)controls[index].oid;
        made[index].ldctl_iscritical = (char)controls[index].critical;
        made[index].ldctl_value.bv_val = (char *)controls[index].value;
        made[index].ldctl_value.bv_len = controls[index].length;
        list[index] = &made[index];
        list[index + 1] = NULL;
    }
    return ldap_search_ext(ld, base, scope, filter, attributes, 0, count > 0 ? list : NULL, NULL,
                           microseconds > 0 ? &limit : NULL, size_limit, message_id);
}

/// The next message of any operation, or of one. Returns its type, 0 when none came in time, -1 when the connection failed; `*reason` is then
/// errno: ERANGE for a message that is larger than may come (ber_get_next).
static inline int faxpost_ldap_next(LDAP *ld, int message_id, int64_t microseconds, LDAPMessage **message, int *reason) {
    struct timeval limit = faxpost_ldap_span(microseconds);
    errno = 0;
    int type = ldap_result(ld, message_id, LDAP_MSG_ONE, &limit, message);
    *reason = errno;
    return type;
}

/// LDAP_RES_ANY.
static inline int faxpost_ldap_any(void) { return LDAP_RES_ANY; }
