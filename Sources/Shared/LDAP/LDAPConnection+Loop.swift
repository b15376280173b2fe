internal import LDAPGrammar
internal import Synchronization

extension LDAPConnection {
    /// What the thread does.
    final class Loop {
        private let server: LDAPServer
        private let mostReceived: Int
        private let mostOctets: Int
        private let bell: Bell
        private let connection: () -> LDAPConnection?
        private var pending: [Int32: Pending] = [:]
        private var lastUse = ContinuousClock.now
        /// When something has last come for a search that was under way.
        private var lastMessage = ContinuousClock.now
        /// Whether a search was given up: libldap throws away what still comes for it, and tells us nothing.
        private var hasAbandoned = false
        /// How often something came for no search that was under way, since the last that did.
        private var strays = 0

        /// The work of a connection; `connection` is gone when nobody holds it any more.
        init(
            server: LDAPServer, mostReceived: Int, mostOctets: Int, bell: Bell,
            connection: @escaping () -> LDAPConnection?
        ) {
            self.server = server
            self.mostReceived = mostReceived
            self.mostOctets = mostOctets
            self.bell = bell
            self.connection = connection
        }

        /// Connects, and works until the connection ends.
        func run() {
            do throws(LDAPError) {
                let session = try LDAPSession.open(server)
                while try turn(session) {}
                finish(LDAPError(code: .serverDown, operation: .search, server: server.url.description))
            } catch {
                finish(error)
            }
        }

        private func finish(_ error: LDAPError) {
            connection()?.end(error)
            for item in pending.values { item.request.continuation.resume(returning: .failure(error)) }
            pending = [:]
        }

        /// Sends what waits, takes what has come, and waits for more.
        ///
        /// - Returns: whether it goes on.
        private func turn(_ session: borrowing LDAPSession) throws(LDAPError) -> Bool {
            bell.clear()
            guard let requests = take() else { return false }
            for var request in requests {
                request.deadline = .now + (request.search.timeLimit ?? server.timeout) + LDAPConnection.courtesy
                do throws(LDAPError) {
                    pending[try session.send(request.search, request.controls)] = Pending(request: request)
                } catch {
                    request.continuation.resume(returning: .failure(error))
                    if error.code.endsConnection { throw error }
                }
            }
            var taken = 0
            while taken < LDAPConnection.mostAtOnce, let message = try session.next(within: .zero) {
                try take(message, session)
                taken += 1
            }
            try expire(session)
            tell()
            let now = ContinuousClock.now
            if !pending.isEmpty || !requests.isEmpty { lastUse = now }
            let idleEnd = lastUse + LDAPConnection.idleTime
            guard !pending.isEmpty || now < idleEnd else { return !endIfUnused() }
            // What libldap has read already wakes nobody.
            guard !canTake, taken < LDAPConnection.mostAtOnce else { return true }
            let deadline = pending.values.map(\.request.deadline).min() ?? idleEnd
            bell.wait(or: session.descriptor, for: max(.zero, deadline - now))
            // What woke us may have been thrown away.
            if hasAbandoned, taken == 0, requests.isEmpty { try countStray() }
            return true
        }

        /// What waits; `nil` when the connection is closed and nothing is under way.
        private func take() -> [Request]? {
            guard let connection = connection() else { return pending.isEmpty ? nil : [] }
            return connection.state.withLock { state in
                guard !state.isClosed || !state.waiting.isEmpty || !pending.isEmpty else { return nil }
                let taken = Array(state.waiting.prefix(max(0, LDAPConnection.mostUnderWay - pending.count)))
                state.waiting.removeFirst(taken.count)
                state.underWay += taken.count
                return taken
            }
        }

        /// Whether a search waits for which there is room.
        private var canTake: Bool {
            guard pending.count < LDAPConnection.mostUnderWay else { return false }
            return connection()?.state.withLock { !$0.waiting.isEmpty } ?? false
        }

        private func tell() {
            let count = pending.count
            connection()?.state.withLock { $0.underWay = count }
        }

        /// Ends a connection that nobody has used.
        private func endIfUnused() -> Bool {
            guard let connection = connection() else { return true }
            let error = LDAPError(code: .serverDown, operation: .search, server: server.url.description)
            return connection.state.withLock { state in
                guard state.waiting.isEmpty else { return false }
                state.end = error
                return true
            }
        }

        private func take(
            _ message: borrowing LDAPMessage, _ session: borrowing LDAPSession
        ) throws(LDAPError) {
            let identifier = message.identifier
            // What answers a search that was given up is let go.
            guard pending[identifier] != nil else { return try countStray() }
            (lastMessage, strays) = (.now, 0)
            let reply = message.reply
            if case .done(let outcome)? = reply {
                guard let item = pending.removeValue(forKey: identifier) else { return }
                item.request.continuation.resume(returning: self.outcome(outcome, item.answer))
                return
            }
            try count(identifier, reply?.octets ?? 0)
            switch reply {
            case .entry(let entry, let ranges, _):
                let index = pending[identifier]?.answer.entries.count ?? 0
                pending[identifier]?.answer.entries.append(entry)
                for range in ranges where range.last != nil {
                    pending[identifier]?.answer.ranges.append((index, range))
                }
                endIfTooLarge(identifier, session)
            case .reference(let urls): pending[identifier]?.answer.references.append(urls)
            case .intermediate, .done, nil: break
            }
        }

        /// Counts what comes for a search, and says something or not. A server that does not stop would not stop for a word of ours, either: the
        /// connection ends.
        private func count(_ identifier: Int32, _ octets: Int) throws(LDAPError) {
            pending[identifier]?.received += 1
            pending[identifier]?.answer.octets += octets
            let received = pending[identifier]?.received ?? 0
            guard received <= mostReceived else {
                throw endless("it has sent \(received) entries, references and news to one search, and goes on")
            }
            let all = pending[identifier]?.answer.octets ?? 0
            guard all <= mostOctets else {
                throw endless("it has sent \(all) octets to one search, which may bring \(mostOctets)")
            }
        }

        /// Counts what comes for no search.
        private func countStray() throws(LDAPError) {
            strays += 1
            guard strays > mostReceived else { return }
            throw endless("it has sent \(strays) messages one after another that answer no search, and goes on")
        }

        private func endless(_ reason: String) -> LDAPError {
            LDAPError(
                code: .endlessAnswer, operation: .search, server: server.url.description, diagnostic: reason)
        }

        /// Ends a search that has more entries than its limit, as the server should have (RFC 4511 §4.5.1.4). The others go on.
        private func endIfTooLarge(_ identifier: Int32, _ session: borrowing LDAPSession) {
            guard let limit = pending[identifier]?.request.search.sizeLimit, limit > 0,
                pending[identifier]?.answer.entries.count ?? 0 > limit,
                let item = pending.removeValue(forKey: identifier)
            else { return }
            abandon(identifier, session)
            let error = LDAPError(
                code: .sizeLimitExceeded, operation: .search, server: server.url.description,
                diagnostic: "it goes on after \(limit) entries")
            item.request.continuation.resume(returning: .failure(error))
        }

        private func abandon(_ identifier: Int32, _ session: borrowing LDAPSession) {
            session.abandon(identifier)
            hasAbandoned = true
        }

        private func outcome(_ outcome: LDAPOutcome, _ answer: Answer) -> Outcome {
            var answer = answer
            answer.nextPage = outcome.controls.lazy.compactMap(\.nextPage).first.flatMap { $0.isEmpty ? nil : $0 }
            switch outcome.code {
            case .success: return .success(answer)
            case .referral where !outcome.referrals.isEmpty:
                answer.references.append(outcome.referrals)
                return .success(answer)
            default:
                return .failure(
                    LDAPError(
                        code: outcome.code, operation: .search, server: server.url.description,
                        diagnostic: outcome.diagnostic))
            }
        }

        /// Gives up what has taken too long. That is held against the server where it has said nothing else meanwhile; else the search alone
        /// is slow, and others go on over the connection.
        private func expire(_ session: borrowing LDAPSession) throws(LDAPError) {
            let now = ContinuousClock.now
            let late = pending.filter { $0.value.request.deadline <= now }
            guard !late.isEmpty else { return }
            for (identifier, item) in late {
                abandon(identifier, session)
                pending[identifier] = nil
                let isSlow = lastMessage > item.sent
                let error = LDAPError(
                    code: isSlow ? .timeLimitExceeded : .timeout, operation: .search, server: server.url.description,
                    diagnostic: isSlow ? "it went on with other things meanwhile" : nil)
                item.request.continuation.resume(returning: .failure(error))
            }
        }
    }
}
