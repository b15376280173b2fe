public import FaxModel

/// A telephone line as its worker sees it.
public struct LineStatus: Hashable, Sendable, Codable {
    /// What a line does.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It waits for a call to make, or for one to answer.
        case free
        /// It is in a call.
        case busy
        /// It could not be used, and is let alone for a while.
        case resting
        /// The operator wants it to be in no call.
        case paused
        /// Its modem is being tested, before it is used for the first time or after a rest.
        case testing
    }

    /// The line's name.
    public var name: String
    /// The group whose faxes it sends.
    public var group: Lane
    /// What it does.
    public var state: State
    /// Why it rests: a sentence; `nil` for other states.
    public var reason: String?
    /// What its modem says that it is and can do, when it was tested last; `nil` where it was not.
    public var modem: String?

    /// The line `name` of `group`.
    public init(name: String, group: Lane, state: State, reason: String? = nil, modem: String? = nil) {
        self.name = name
        self.group = group
        self.state = state
        self.reason = reason
        self.modem = modem
    }
}

extension WireWriter {
    mutating func line(_ value: LineStatus) {
        text(value.name)
        text(value.group.rawValue)
        text(value.state.rawValue)
        optional(value.reason) { $0.text($1) }
        optional(value.modem) { $0.text($1) }
    }
}

extension WireReader {
    mutating func line() throws(WireError) -> LineStatus {
        let name = try text("line")
        let group = Lane(rawValue: try text("group"))
        let state: LineStatus.State = try word("state")
        let reason = try optional("reason") { reader throws(WireError) in try reader.text("reason") }
        let modem = try optional("modem") { reader throws(WireError) in try reader.text("modem") }
        return LineStatus(name: name, group: group, state: state, reason: reason, modem: modem)
    }
}
