public import FaxModel
public import Foundation

/// What is known of a call by which a fax comes in: before it is answered, what the exchange says; after it, what the far end has said
/// besides.
public struct CallFacts: Hashable, Sendable {
    /// What our number is called that was dialled: the extension, the whole number; empty where that is not known.
    public var dialled: [FaxNumber]
    /// The caller's number; `nil` where it is not known.
    public var caller: FaxNumber?
    /// Why there is no caller's number, where that is told.
    public var absence: CallerIdentification.Absence?
    /// The group of the line that was called.
    public var lineGroup: Lane
    /// When it was called.
    public var time: Date
    /// For whom at the number the fax is (SUB); `nil` for nobody in particular.
    public var subaddress: String?
    /// What the far end calls itself (TSI); `nil` for nothing.
    public var station: String?

    /// Whether the exchange has said anything of who calls. Before a call is answered, it may still do so.
    public var isCallerTold: Bool { caller != nil || absence != nil }

    /// What is known before a call is answered.
    public init(_ caller: CallerIdentification, on group: Lane, at time: Date, _ numbers: OwnNumbers) {
        dialled = numbers.names(ofDialled: caller.dialled)
        self.caller = numbers.caller(caller.number)
        absence = caller.absence
        lineGroup = group
        self.time = time
    }

    /// What is known of a fax that was received.
    public init(_ fax: ReceivedFax, _ numbers: OwnNumbers) {
        self.init(fax.caller, on: fax.group, at: fax.began, numbers)
        subaddress = fax.subaddress
        station = fax.remoteStation
    }
}
