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
            throw error.exit(of: program)
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
    /// - Parameter tellsSilence: whether the log says so when the spool has not answered for 10 s, and when it does again: for programs
    ///   that wait for it. Whoever asks once says it himself.
    /// - Throws: `ZeroMQError` when the endpoint can't be one; `ExitCode` 78, after it has said on standard error what is
    ///   wrong with the keys.
    public func connect(tellsSilence: Bool = false) throws -> SpoolClient {
        try SpoolClient(
            endpoint: configuration.spool.endpoint, credentials: credentials(),
            lease: configuration.spool.lease, patience: tellsSilence ? .seconds(10) : nil, logger: logger)
    }

    /// Who this program is to the spool, and who the spool is to it; `nil` without section `spool.keys`.
    ///
    /// - Throws: `ExitCode` 78, after it has said on standard error what is wrong with the keys.
    public func credentials() throws -> SpoolCredentials? {
        do throws(ConfigurationError) {
            guard let keys = configuration.spool.keys else { return nil }
            return try SpoolCredentials(keys)
        } catch {
            throw error.exit(of: logger.label)
        }
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

extension ConfigurationError {
    /// Says on standard error what is wrong, for the program of this name.
    ///
    /// - Returns: what the program ends with: 78 (EX_CONFIG).
    public func exit(of program: String) -> ExitCode {
        FileHandle.standardError.write(Data("\(program): \(self)\n".utf8))
        return ExitCode(78)
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
