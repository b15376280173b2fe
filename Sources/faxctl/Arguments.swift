public import ArgumentParser
public import FaxModel

// The project's own words on the command line.

extension OrderID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension JobID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension JobState: ExpressibleByArgument {}
