import ZeroMQ

/// An endpoint of the configuration that can't be listened on.
struct EndpointError: Error, CustomStringConvertible {
    /// The key that names it.
    var key: String
    /// The endpoint.
    var endpoint: String
    /// Why.
    var reason: ZeroMQError

    var description: String { "\(key): '\(endpoint)' can't be listened on: \(reason.words)" }
}

extension ZeroMQSocket {
    /// Listens at the endpoint that the configuration has under `key`.
    borrowing func bind(to endpoint: String, key: String) throws(EndpointError) {
        do throws(ZeroMQError) {
            try bind(to: endpoint)
        } catch {
            throw EndpointError(key: key, endpoint: endpoint, reason: error)
        }
    }
}
