import NIOCore

extension SMTPServerStateMachine {
    /// Goes one step on with the input; `false` when that has to wait.
    mutating func advance() -> Bool {
        switch exchange(.closed) {
        case .receiving(let envelope, let reception): return takeData(envelope, reception)
        case .receivingChunk(let envelope, let reception, let chunk): return takeChunk(envelope, reception, chunk)
        case .skippingChunk(let left, let reply, let next): return skipChunk(left, reply, next)
        case .authenticating(let hello, let exchange):
            state = .authenticating(hello, exchange)
            return takeLoginLine(hello, exchange)
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
        case .chunked(let envelope, let reception):
            state = .chunked(envelope, reception)
            return takeLine()
        case .unopened:
            state = .unopened
            return false
        case .startingTLS:
            state = .startingTLS
            return false
        case .checkingLogin(let hello):
            state = .checkingLogin(hello)
            return false
        case .checkingSender(let envelope):
            state = .checkingSender(envelope)
            return false
        case .checkingRecipient(let envelope, let recipient, let wishes):
            state = .checkingRecipient(envelope, recipient, wishes)
            return false
        case .opening(let envelope, let chunk):
            state = .opening(envelope, chunk)
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
                // Octets of a chunk would be taken for commands.
                if error.code == .badChunk { breakOff(error.reply) } else { mistake(error.reply) }
            }
        }
        return true
    }

    private mutating func takeLoginLine(_ hello: MailEnvelope.Hello, _ exchange: LoginExchange) -> Bool {
        guard let line = lines.next(from: &input) else { return false }
        nextDeadline = nil
        switch line {
        case .bareLineFeed: breakOff(.bareLineFeed)
        case .tooLong:
            state = .ready(hello)
            mistake(.loginTooLong)
        case .line(let octets): loginContinues(exchange, String(decoding: octets, as: UTF8.self), hello)
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

    // MARK: Data

    private mutating func takeData(_ envelope: MailEnvelope, _ incoming: Reception) -> Bool {
        var reception = incoming
        guard let chunk = reception.decoder.next(from: &input) else {
            state = .receiving(envelope, reception)
            return false
        }
        nextDeadline = nil
        reception.octetCount += chunk.data.readableBytes
        if reception.refusal == nil, let refusal = refusal(reception.decoder.flaw, reception.octetCount) {
            reception.refusal = refusal
            decide(.discardMail)
        }
        if reception.refusal == nil, chunk.data.readableBytes > 0 { decide(.appendBody(chunk.data)) }
        if !chunk.isLast {
            state = .receiving(envelope, reception)
        } else if let refusal = reception.refusal {
            refuseMail(refusal, envelope)
        } else {
            decide(.storeMail)
            state = .storing(envelope)
        }
        return true
    }

    private mutating func takeChunk(
        _ envelope: MailEnvelope, _ incoming: ChunkReception, _ announced: Chunk
    ) -> Bool {
        var reception = incoming
        var chunk = announced
        let data = input.readSlice(length: min(chunk.left, input.readableBytes)) ?? ByteBuffer()
        guard data.readableBytes > 0 || chunk.left == 0 else {
            state = .receivingChunk(envelope, reception, chunk)
            return false
        }
        nextDeadline = nil
        chunk.left -= data.readableBytes
        reception.octetCount += data.readableBytes
        reception.scanner.scan(data)
        if chunk.left == 0 && chunk.isLast { reception.scanner.finish() }
        if reception.refusal == nil, let refusal = refusal(reception.scanner.flaw, reception.octetCount) {
            reception.refusal = refusal
            decide(.discardMail)
        }
        if reception.refusal == nil, data.readableBytes > 0 { decide(.appendBody(data)) }
        if chunk.left > 0 {
            state = .receivingChunk(envelope, reception, chunk)
        } else if reception.refusal == nil && !chunk.isLast {
            answer(.chunkReceived(chunk.size), then: .chunked(envelope, reception))
        } else {
            chunkedMailEnded(envelope, reception, chunk)
        }
        return true
    }

    /// A chunk was the last, or the mail was refused within it: then further chunks have no place (RFC 3030 §2).
    private mutating func chunkedMailEnded(_ envelope: MailEnvelope, _ reception: ChunkReception, _ chunk: Chunk) {
        guard let refusal = reception.refusal else {
            decide(.storeMail)
            state = .storing(envelope)
            return
        }
        if chunk.isLast {
            refuseMail(refusal, envelope)
        } else {
            mailDeadline = nil
            answer(refusal, then: .ready(envelope.hello))
        }
    }

    /// Throws a chunk away that has no place, and then says so. It may take no longer than a mail.
    mutating func skip(_ octetCount: Int, _ reply: Reply, then next: State) {
        mailDeadline = mailDeadline ?? now + settings.mailTimeout
        state = .skippingChunk(left: octetCount, reply, then: next)
    }

    private mutating func skipChunk(_ awaited: Int, _ reply: Reply, _ next: State) -> Bool {
        let taken = min(awaited, input.readableBytes)
        input.moveReaderIndex(forwardBy: taken)
        guard taken == awaited else {
            if taken > 0 { nextDeadline = nil }
            state = .skippingChunk(left: awaited - taken, reply, then: next)
            return false
        }
        nextDeadline = nil
        if !Self.hasOpenMail(next) { mailDeadline = nil }
        state = next
        mistake(reply)
        return true
    }

    private func refusal(_ flaw: BodyDecoder.Flaw?, _ octetCount: Int) -> Reply? {
        if let flaw { return .flawedData(flaw) }
        return octetCount > settings.maximumSize ? .tooLarge(limit: settings.maximumSize) : nil
    }
}
