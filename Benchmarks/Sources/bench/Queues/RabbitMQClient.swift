import CRabbitMQ
import Foundation

/// A client of RabbitMQ: a durable queue, persistent messages, publisher confirms, acknowledgements by hand. Tasks are
/// pushed to it one at a time (prefetch 1), which saves a request each.
final class RabbitMQClient: QueueClient {
    private static let channel: amqp_channel_t = 1

    private let connection: amqp_connection_state_t
    private let queue: String
    /// Delivered while a confirm was waited for, and not taken yet.
    private var delivered: [(tag: UInt64, payload: [UInt8])] = []
    private var taken: UInt64 = 0

    /// A client of `queue`, which is declared.
    init(port: Int, queue: String) throws {
        self.queue = queue
        connection = amqp_new_connection()
        guard let socket = amqp_tcp_socket_new(connection),
            amqp_socket_open(socket, "127.0.0.1", Int32(port)) == 0
        else { throw BenchmarkError("no RabbitMQ at port \(port)") }
        try check("login", crabbitmq_login(connection, "guest", "guest"))
        _ = amqp_channel_open(connection, Self.channel)
        try checkReply("channel.open")
        _ = amqp_confirm_select(connection, Self.channel)
        try checkReply("confirm.select")
        _ = crabbitmq_declare_durable(connection, Self.channel, queue)
        try checkReply("queue.declare")
    }

    deinit {
        amqp_destroy_connection(connection)
    }

    func work() throws {
        _ = amqp_basic_qos(connection, Self.channel, 0, 1, 0)
        try checkReply("basic.qos")
        _ = crabbitmq_consume(connection, Self.channel, queue)
        try checkReply("basic.consume")
    }

    func submit(_ payload: [UInt8]) throws {
        let status = crabbitmq_publish_persistent(connection, Self.channel, queue, payload, payload.count)
        guard status == 0 else { throw error("basic.publish", status) }
        while true {
            if let delivery = try delivery() {
                delivered.append(delivery)
            } else {
                return try takeConfirm()
            }
        }
    }

    func take() throws -> [UInt8] {
        if delivered.isEmpty {
            guard let delivery = try delivery() else { throw BenchmarkError("RabbitMQ confirmed what nobody sent") }
            delivered.append(delivery)
        }
        let (tag, payload) = delivered.removeFirst()
        taken = tag
        return payload
    }

    func complete() throws {
        let status = amqp_basic_ack(connection, Self.channel, taken, 0)
        guard status == 0 else { throw error("basic.ack", status) }
    }

    /// What is not acknowledged goes back with the end of the connection.
    func leave() {}

    /// The delivery that comes next; `nil` when something else comes, which is then still to be read.
    private func delivery() throws -> (tag: UInt64, payload: [UInt8])? {
        amqp_maybe_release_buffers(connection)
        var envelope = amqp_envelope_t()
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let reply = amqp_consume_message(connection, &envelope, &patience, 0)
        if reply.library_error == AMQP_STATUS_UNEXPECTED_STATE.rawValue { return nil }
        try check("a delivery", reply)
        defer { amqp_destroy_envelope(&envelope) }
        let body = envelope.message.body
        return (envelope.delivery_tag, Array(UnsafeRawBufferPointer(start: body.bytes, count: body.len)))
    }

    private func takeConfirm() throws {
        var frame = amqp_frame_t()
        let status = amqp_simple_wait_frame(connection, &frame)
        guard status == 0 else { throw error("a confirm", status) }
        guard crabbitmq_is_confirm(&frame) != 0 else { throw BenchmarkError("RabbitMQ did not confirm a message") }
    }

    private func checkReply(_ what: String) throws {
        try check(what, amqp_get_rpc_reply(connection))
    }

    private func check(_ what: String, _ reply: amqp_rpc_reply_t) throws {
        guard reply.reply_type == AMQP_RESPONSE_NORMAL else { throw error(what, reply.library_error) }
    }

    private func error(_ what: String, _ status: Int32) -> BenchmarkError {
        BenchmarkError("RabbitMQ, \(what): \(String(cString: amqp_error_string2(status)))")
    }
}
