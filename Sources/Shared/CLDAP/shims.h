// Typed shims over libldap, and nothing else. ldap_set_option and ldap_get_option take `void *` for values of many types
// (ldap_get_option(3)): here every option has a function of its own that takes the type it needs.
#pragma once
#include <ldap.h>
#include <stdint.h>
#include <sys/time.h>

/// A span in microseconds, as the library takes it.
static inline struct timeval faxpost_ldap_span(int64_t microseconds) {
    return (struct timeval){.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
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

/// A search without controls: `attributes` ends with NULL; `microseconds` bounds the server's work
/// and our wait.
static inline int faxpost_ldap_search(LDAP *ld, const char *base, int scope, const char *filter, char **attributes,
                                      int64_t microseconds, int size_limit, LDAPMessage **result) {
    struct timeval limit = faxpost_ldap_span(microseconds);
    return ldap_search_ext_s(ld, base, scope, filter, attributes, 0, NULL, NULL, &limit, size_limit, result);
}
