@testable import T30

/// Our station, whichever it is.
enum ScriptedStation: ~Copyable {
    case sending(SendingCall)
    case receiving(ReceivingCall)

    mutating func start() -> [CallAction] {
        switch consume self {
        case .sending(var call):
            let actions = call.start()
            self = .sending(call)
            return actions
        case .receiving(var call):
            let actions = call.start()
            self = .receiving(call)
            return actions
        }
    }

    mutating func handle(_ event: CallEvent) -> [CallAction] {
        switch consume self {
        case .sending(var call):
            let actions = call.handle(event)
            self = .sending(call)
            return actions
        case .receiving(var call):
            let actions = call.handle(event)
            self = .receiving(call)
            return actions
        }
    }
}
