import Foundation

/// RabbitMQ: one node, with all its files in one folder and all its ports on the loopback interface. What is called is the
/// script behind Debian's, which runs as whoever calls it.
enum RabbitMQ {
    /// Starts it on free ports, with a port mapper of its own (epmd): the machine's would outlive it.
    static func start(_ setup: Setup) throws -> RunningQueue {
        let folder = try setup.folder()
        let ports = (queue: try freePort(), node: try freePort(), mapper: try freePort())
        let configuration = folder.appending(path: "rabbitmq.conf")
        try """
        listeners.tcp.1 = 127.0.0.1:\(ports.queue)
        log.console = true
        log.console.level = info
        """.write(to: configuration, atomically: true, encoding: .utf8)
        let mapper = try RunningProgram(
            "/usr/bin/epmd", ["-port", "\(ports.mapper)", "-address", "127.0.0.1"],
            log: folder.appending(path: "epmd.log"))
        try waitUntil("epmd") { (try? LineConnection(port: ports.mapper)) != nil }
        let server = try RunningProgram(
            "/usr/lib/rabbitmq/bin/rabbitmq-server", [], log: folder.appending(path: "rabbitmq.log"),
            environment: [
                "HOME": folder.path,
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                "ERL_EPMD_PORT": "\(ports.mapper)",
                // The node takes the place of the script, so it gets the signals.
                "RABBITMQ_ALLOW_INPUT": "true",
                "RABBITMQ_CONFIG_FILE": configuration.path,
                "RABBITMQ_CONF_ENV_FILE": "/dev/null",
                "RABBITMQ_DIST_PORT": "\(ports.node)",
                "RABBITMQ_ENABLED_PLUGINS_FILE": folder.appending(path: "plugins").path,
                "RABBITMQ_LOGS": "-",
                "RABBITMQ_LOG_BASE": folder.path,
                "RABBITMQ_MNESIA_BASE": folder.path,
                "RABBITMQ_NODENAME": "bench@localhost",
                "RABBITMQ_PID_FILE": folder.appending(path: "pid").path,
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
                "RABBITMQ_SERVER_START_ARGS": "-noinput",
            ])
        try server.waitForLog("Server startup complete")
        return RunningQueue(programs: [server, mapper]) { lane in
            try RabbitMQClient(port: ports.queue, queue: "queue-\(lane)")
        }
    }
}
