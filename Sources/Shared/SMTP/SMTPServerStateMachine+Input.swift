import NIOCore

extension SMTPServerStateMachine {
    /// Goes one step on with the input; `false` when that has to wait.
    mutating func advance() -> Bool {
        switch exchange(.closed) {
        case .refusing:
            state = .refusing
            return drainOrTakeLine()
        case .connected:
            state = .connected
            return drainOrTakeLine()
        case .ready(let hello):
            state = .ready(hello)
            return drainOrTakeLine()
        case .transaction(let envelope):
            state = .transaction(envelope)
            return takeLine()
        case .receiving(let envelope, let reception):
            return takeData(envelope, reception)
        case .unopened:
            state = .unopened
            return false
        case .checkingRecipient(let envelope, let recipient):
            state = .checkingRecipient(envelope, recipient)
            return false
        case .opening(let envelope):
            state = .opening(envelope)
            return false
        case .storing(let envelope):
            state = .storing(envelope)
            return false
        case .closed:
            return false
        }
    }

    private mutating func drainOrTakeLine() -> Bool {
        guard isDraining else { return takeLine() }
        breakOff(.shuttingDown)
        return true
    }

    private mutating func takeLine() -> Bool {
        guard let line = lines.next(from: &input) else { return false }
        nextDeadline = nil
        switch line {
        case .bareLineFeed: breakOff(.bareLineFeed)
        case .tooLong: mistake(.lineTooLong)
        case .line(let octets):
            do {
                commandReceived(try SMTPCommand(line: octets))
            } catch {
                mistake(error.reply)
            }
        }
        return true
    }

    /// Replies to a mistake of the client; at the last one that it is allowed, cuts it off.
    mutating func mistake(_ reply: Reply) {
        errorCount += 1
        if errorCount >= settings.maximumErrors {
            decide(.reply(reply))
            breakOff(.tooManyErrors)
        } else {
            decide(.reply(reply))
        }
    }

    /// Counts a command that brings no mail on; `false` when it was one too many and the connection ends.
    mutating func idleCommandIsAllowed() -> Bool {
        idleCommandCount += 1
        guard idleCommandCount > settings.maximumIdleCommands else { return true }
        breakOff(.tooManyErrors)
        return false
    }

    private mutating func takeData(_ envelope: MailEnvelope, _ incoming: Reception) -> Bool {
        var reception = incoming
        guard let chunk = reception.decoder.next(from: &input) else {
            state = .receiving(envelope, reception)
            return false
        }
        nextDeadline = nil
        reception.octetCount += chunk.data.readableBytes
        if reception.refusal == nil, let refusal = refusal(of: reception) {
            reception.refusal = refusal
            decide(.discardMail)
        }
        if reception.refusal == nil, chunk.data.readableBytes > 0 { decide(.appendBody(chunk.data)) }
        if !chunk.isLast {
            state = .receiving(envelope, reception)
        } else if let refusal = reception.refusal {
            answer(refusal, then: .ready(envelope.hello))
        } else {
            decide(.storeMail)
            state = .storing(envelope)
        }
        return true
    }

    private func refusal(of reception: Reception) -> Reply? {
        if let flaw = reception.decoder.flaw { return .flawedData(flaw) }
        return reception.octetCount > settings.maximumSize ? .tooLarge(limit: settings.maximumSize) : nil
    }
}
