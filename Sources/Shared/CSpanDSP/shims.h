// Typed shims over libspandsp, and nothing else.
#pragma once
#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <stdint.h>
#include <spandsp.h>

// T.31 says nothing through its functions about where the modem stands; these read it from the state.

static inline int spandsp_t31_mode(const t31_state_t *s) { return s->at_state.at_rx_mode; }

static inline int spandsp_t31_is_transmitting(const t31_state_t *s) { return s->at_state.transmit; }

/// Bytes of page data that the modem still takes before its buffer is full.
static inline int spandsp_t31_free_space(const t31_state_t *s) {
    return T31_TX_BUF_LEN - 1 - s->tx.in_bytes + s->tx.out_bytes;
}

/// Bytes of page data that wait to be sent.
static inline int spandsp_t31_unsent(const t31_state_t *s) { return s->tx.in_bytes - s->tx.out_bytes; }

static inline int spandsp_t31_is_holding(const t31_state_t *s) { return s->tx.holding; }

/// Whether the computer has ended its page data (DLE ETX), and the modem still sends what it has of it.
static inline int spandsp_t31_data_is_complete(const t31_state_t *s) { return s->tx.final; }

static inline int spandsp_t31_register(const t31_state_t *s, unsigned index) {
    return index < sizeof s->at_state.p.s_regs ? s->at_state.p.s_regs[index] : 0;
}

static inline void spandsp_t31_set_caller(t31_state_t *s, const char *number, const char *dialled) {
    at_reset_call_info(&s->at_state);
    at_set_call_info(&s->at_state, "NMBR", number);
    at_set_call_info(&s->at_state, "NDID", dialled);
}

static inline void spandsp_t31_put_result(t31_state_t *s, int code) { at_put_response_code(&s->at_state, code); }

/// Forgets a command line of which only the beginning has come.
static inline void spandsp_t31_forget_command_line(t31_state_t *s) { s->at_state.line_ptr = 0; }

static inline uint8_t spandsp_linear_to_alaw(int linear) { return linear_to_alaw(linear); }
static inline int16_t spandsp_alaw_to_linear(uint8_t code) { return alaw_to_linear(code); }
static inline uint8_t spandsp_linear_to_ulaw(int linear) { return linear_to_ulaw(linear); }
static inline int16_t spandsp_ulaw_to_linear(uint8_t code) { return ulaw_to_linear(code); }
