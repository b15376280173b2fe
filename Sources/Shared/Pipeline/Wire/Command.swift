public import FaxModel

/// What an operator wants to have done. The answer is JSON: `CommandReport`.
public enum Command: Hashable, Sendable {
    /// Put failed and corrupt tasks back, and take delayed ones at once: of some jobs, or all failed and corrupt ones.
    case retry(JobSelection?)
    /// End jobs that have not ended; one that is being sent, after the page that it is at.
    case cancel(JobSelection)
    /// Let jobs wait until they are released; one that is being sent, after the page that it is at.
    case hold(JobSelection)
    /// Let held jobs go on.
    case release(JobSelection)
    /// Make jobs more or less urgent.
    case prioritise(JobSelection, Priority)
    /// Send a job to another number, over the lines of this group, from its first page on.
    case redirect(JobID, FaxNumber, lane: Lane)
    /// Give out no more work there.
    case pause(PauseTarget)
    /// Give out work again.
    case resume(PauseTarget)
    /// Do not dial a number any more, for this reason.
    case bar(FaxNumber, reason: String)
    /// Dial a number again, and forget what calls have found of it.
    case allow(FaxNumber)
    /// Add a task that mails a fax that has come in to others than it went to; the sentence is what the history is told. `instead`: what was
    /// set aside of the fax is given up, because these have it. The same again, by its sentence, changes nothing.
    case forward(NewTask, sentence: String, instead: Bool)
}

/// The jobs that a command is about.
public enum JobSelection: Hashable, Sendable {
    /// One job.
    case job(JobID)
    /// All jobs of an order.
    case order(OrderID)
}

/// Where the operator can stop the flow of work.
public enum PauseTarget: Hashable, Sendable {
    /// A whole stage.
    case stage(Stage)
    /// A lane of a stage: for `faxout`, a group of lines.
    case lane(Stage, Lane)
    /// A telephone line.
    case line(String)
}

extension WireWriter {
    mutating func command(_ value: Command) {
        switch value {
        case .retry(let jobs):
            integer(UInt8(1))
            optional(jobs) { $0.selection($1) }
        case .cancel(let jobs):
            integer(UInt8(2))
            selection(jobs)
        case .hold(let jobs):
            integer(UInt8(3))
            selection(jobs)
        case .release(let jobs):
            integer(UInt8(4))
            selection(jobs)
        case .prioritise(let jobs, let priority):
            integer(UInt8(5))
            selection(jobs)
            text(priority.rawValue)
        case .redirect(let job, let number, let lane):
            integer(UInt8(6))
            text(job.description)
            text(number.digits)
            text(lane.rawValue)
        case .pause(let target):
            integer(UInt8(7))
            self.target(target)
        case .resume(let target):
            integer(UInt8(8))
            self.target(target)
        case .bar(let number, let reason):
            integer(UInt8(9))
            text(number.digits)
            text(reason)
        case .allow(let number):
            integer(UInt8(10))
            text(number.digits)
        case .forward(let task, let sentence, let instead):
            integer(UInt8(11))
            newTask(task)
            text(sentence)
            integer(UInt8(instead ? 1 : 0))
        }
    }

    private mutating func selection(_ value: JobSelection) {
        switch value {
        case .job(let job):
            integer(UInt8(1))
            text(job.description)
        case .order(let order):
            integer(UInt8(2))
            text(order.description)
        }
    }

    private mutating func target(_ value: PauseTarget) {
        switch value {
        case .stage(let stage):
            integer(UInt8(1))
            text(stage.rawValue)
        case .lane(let stage, let lane):
            integer(UInt8(2))
            text(stage.rawValue)
            text(lane.rawValue)
        case .line(let name):
            integer(UInt8(3))
            text(name)
        }
    }
}

extension WireReader {
    mutating func command() throws(WireError) -> Command {
        switch try integer("command") as UInt8 {
        case 1: return .retry(try optional("jobs") { reader throws(WireError) in try reader.selection() })
        case 2: return .cancel(try selection())
        case 3: return .hold(try selection())
        case 4: return .release(try selection())
        case 5: return .prioritise(try selection(), try word("priority"))
        case 6: return .redirect(try parsed("job"), try parsed("number"), lane: Lane(rawValue: try text("lane")))
        case 7: return .pause(try target())
        case 8: return .resume(try target())
        case 9: return .bar(try parsed("number"), reason: try text("reason"))
        case 10: return .allow(try parsed("number"))
        case 11:
            let task = try newTask()
            let sentence = try text("sentence")
            switch try integer("instead") as UInt8 {
            case 0: return .forward(task, sentence: sentence, instead: false)
            case 1: return .forward(task, sentence: sentence, instead: true)
            case let other: throw WireError("\(other) says neither yes nor no")
            }
        case let other: throw WireError("\(other) is no command")
        }
    }

    private mutating func selection() throws(WireError) -> JobSelection {
        switch try integer("jobs") as UInt8 {
        case 1: return .job(try parsed("job"))
        case 2: return .order(try parsed("order"))
        case let other: throw WireError("\(other) selects no jobs")
        }
    }

    private mutating func target() throws(WireError) -> PauseTarget {
        switch try integer("target") as UInt8 {
        case 1: return .stage(try word("stage"))
        case 2: return .lane(try word("stage"), Lane(rawValue: try text("lane")))
        case 3: return .line(try text("line"))
        case let other: throw WireError("\(other) is nothing to pause")
        }
    }
}
