public import ArgumentParser
public import Configuration
import Foundation
public import Logging
public import ServiceLifecycle
import UnixSignals

/// What every program of Faxpost is started with.
public struct ProgramOptions: ParsableArguments {
    /// The configuration file.
    @Option(help: "The configuration file.")
    public var config = "/etc/faxpost/faxpost.yaml"

    /// Options as on an empty command line.
    public init() {}

    /// Reads the configuration and sets up the log of the program of this name: one line an event on standard error.
    ///
    /// - Throws: `ExitCode` 78 (EX_CONFIG) after it has said on standard error what is wrong in which file.
    public func start(_ program: String) throws -> Program {
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Configuration(contentsOf: config)
        } catch {
            FileHandle.standardError.write(Data("\(program): \(error)\n".utf8))
            throw ExitCode(78)
        }
        var logger = Logger(label: program, factory: StreamLogHandler.standardError(label:))
        logger.logLevel = configuration.log.level.logLevel
        return Program(configuration: configuration, logger: logger)
    }
}

/// A program that has its configuration and its log.
public struct Program: Sendable {
    /// The whole configuration.
    public let configuration: Configuration
    /// The program's log.
    public let logger: Logger

    /// A client of the configured spool.
    ///
    /// - Throws: `ZeroMQError` when the endpoint can't be one.
    public func connect() throws -> SpoolClient {
        try SpoolClient(
            endpoint: configuration.spool.endpoint, heartbeat: configuration.spool.lease / 5, logger: logger)
    }

    /// Runs services until SIGTERM or SIGINT, then lets them finish; what is not finished after `grace` is cancelled.
    ///
    /// - Parameter reload: reads anew what can change while the program runs; called at each SIGHUP. Without it SIGHUP changes
    ///   nothing, and ends nothing either.
    public func run(
        _ services: [any Service], grace: Duration, reload: (@Sendable () async -> Void)? = nil
    ) async throws {
        let reloading = ReloadService(logger: logger, reload: reload)
        var group = ServiceGroupConfiguration(
            services: services + [reloading], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = grace
        logger.notice("started")
        try await ServiceGroup(configuration: group).run()
        logger.notice("ended")
    }
}

/// Waits for SIGHUP.
private struct ReloadService: Service {
    let logger: Logger
    let reload: (@Sendable () async -> Void)?

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            if let reload {
                await reload()
            } else {
                logger.notice("SIGHUP: nothing is read anew; restart the program to have it read its configuration")
            }
        }
    }
}

extension LogSettings.Level {
    fileprivate var logLevel: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
