// Typed shims over librabbitmq, and nothing else.
#pragma once
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>

// amqp_login is variadic, which Swift does not import.
static inline amqp_rpc_reply_t crabbitmq_login(
    amqp_connection_state_t connection, const char *user, const char *password) {
    return amqp_login(
        connection, AMQP_DEFAULT_VHOST, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, AMQP_DEFAULT_HEARTBEAT,
        AMQP_SASL_METHOD_PLAIN, user, password);
}

// A durable queue that only its name tells from others.
static inline amqp_queue_declare_ok_t *crabbitmq_declare_durable(
    amqp_connection_state_t connection, amqp_channel_t channel, const char *queue) {
    return amqp_queue_declare(connection, channel, amqp_cstring_bytes(queue), 0, 1, 0, 0, amqp_empty_table);
}

// A consumer whose messages are acknowledged by hand.
static inline amqp_basic_consume_ok_t *crabbitmq_consume(
    amqp_connection_state_t connection, amqp_channel_t channel, const char *queue) {
    return amqp_basic_consume(
        connection, channel, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
}

// A persistent message, by the default exchange.
static inline int crabbitmq_publish_persistent(
    amqp_connection_state_t connection, amqp_channel_t channel, const char *queue, const void *bytes, size_t count) {
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = AMQP_DELIVERY_PERSISTENT};
    amqp_bytes_t body = {.len = count, .bytes = (void *)bytes};
    return amqp_basic_publish(
        connection, channel, amqp_empty_bytes, amqp_cstring_bytes(queue), 0, 0, &properties, body);
}

// The numbers of the methods are casts, which Swift does not import.
static inline int crabbitmq_is_confirm(const amqp_frame_t *frame) {
    return frame->frame_type == AMQP_FRAME_METHOD && frame->payload.method.id == AMQP_BASIC_ACK_METHOD;
}
