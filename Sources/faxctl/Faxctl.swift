import ArgumentParser
import Configuration

/// faxctl — what operators see and do: depths, jobs, one job's history, lines, numbers, documents; cancel,
/// hold, redirect, pause.
///
/// Every command takes `--json`. Exit codes: 0 done; 1 refused, with the reason on standard error; 64 wrong arguments;
/// 69 the spool does not answer; 78 the configuration is wrong.
@main
struct Faxctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faxctl", abstract: "Shows and moves what Faxpost has in hand.", version: ProgramVersion.current,
        subcommands: [
            QueueCommand.self, JobsCommand.self, JobCommand.self, CallsCommand.self, CallCommand.self,
            WatchCommand.self,
            LinesCommand.self,
            PollCommand.self, ForwardCommand.self, RetryCommand.self, CancelCommand.self, HoldCommand.self,
            ReleaseCommand.self,
            PriorityCommand.self,
            RedirectCommand.self, PauseCommand.self, ResumeCommand.self, NumberCommand.self, DocumentCommand.self,
            HistoryCommand.self, SpoolCommand.self,
            PreviewCommand.self, RulesCommand.self, DirectoryCommand.self, DialplanCommand.self, ProfileCommand.self,
            ConfigCommand.self, KeyCommand.self, PasswordCommand.self,
        ])
}
