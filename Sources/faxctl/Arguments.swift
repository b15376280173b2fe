public import ArgumentParser
public import Configuration
public import FaxModel
public import LDAPGrammar
public import Pipeline

// The project's own words on the command line.

extension OrderID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension CallID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension JobID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension AuthenticationMethod: ExpressibleByArgument {}

extension DistinguishedName: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension Priority: ExpressibleByArgument {}

extension ReceivedFaxRoute.Attachment: ExpressibleByArgument {}

extension FaxNumber: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension JobSelection: ExpressibleByArgument {
    /// `ORDER-N` for a job, `ORDER` for all of an order.
    public init?(argument: String) {
        if let job = JobID(argument) {
            self = .job(job)
        } else if let order = OrderID(argument) {
            self = .order(order)
        } else {
            return nil
        }
    }
}

extension PauseTarget: ExpressibleByArgument {
    /// `STAGE`, `STAGE/LANE`, or `line/NAME`.
    public init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, parts[0] == "line", !parts[1].isEmpty {
            self = .line(parts[1])
        } else if let stage = Stage(rawValue: parts[0]), parts.count == 1 {
            self = .stage(stage)
        } else if let stage = Stage(rawValue: parts[0]), !parts[1].isEmpty {
            self = .lane(stage, Lane(rawValue: parts[1]))
        } else {
            return nil
        }
    }
}
