internal import LDAPGrammar
internal import Synchronization

extension LDAPClient {
    /// The answer's entries with all their values, and those of servers that it refers to.
    func completed(
        _ answer: LDAPConnection.Answer, from server: Int, of search: LDAPSearch, _ journey: LDAPJourney
    ) async throws(LDAPError) -> [LDAPEntry] {
        var entries = answer.entries
        try count(answer, of: server, journey)
        for (index, range) in answer.ranges {
            let values = try await furtherValues(of: entries[index].dn, range, journey)
            entries[index].attributes[range.attribute, default: []] += values
        }
        guard case .follow(let limit) = referrals else { return entries }
        for urls in answer.references { entries += try await follow(urls, search, journey, limit) }
        return entries
    }

    /// Counts what has come.
    private func count(
        _ answer: LDAPConnection.Answer, of server: Int, _ journey: LDAPJourney
    ) throws(LDAPError) {
        let (received, octets) = journey.receive(answer)
        // Of one page more than may come, it is told how many pages there were.
        guard received <= mostReceived || answer.nextPage != nil else {
            throw error(
                .endlessAnswer, of: server,
                "it and those that it leads to have sent \(received) entries and references to one question")
        }
        guard octets <= mostOctets else {
            throw error(
                .endlessAnswer, of: server,
                "it and those that it leads to have sent \(octets) octets to one question, which may bring \(mostOctets)"
            )
        }
    }

    /// The values after those of `range`.
    private func furtherValues(
        of dn: String, _ range: LDAPAttributeRange, _ journey: LDAPJourney
    ) async throws(LDAPError) -> [[UInt8]] {
        var pieces = PiecewiseValues(of: dn, after: range)
        while let search = pieces.search {
            if let reason = pieces.endlessness { throw error(.endlessAnswer, of: 0, reason) }
            guard !journey.isOver else {
                throw error(.timeLimitExceeded, of: 0, "the values of \(pieces.name) take too long")
            }
            let (answer, server) = try await answer(search)
            try count(answer, of: server, journey)
            pieces.take(answer.entries.first, answer.ranges.map(\.range))
        }
        return pieces.values
    }

    /// The entries of the first of these servers that answers.
    private func follow(
        _ urls: [String], _ search: LDAPSearch, _ journey: LDAPJourney, _ limit: Int
    ) async throws(LDAPError) -> [LDAPEntry] {
        var trouble: LDAPError?
        for reference in urls.compactMap({ LDAPReference($0) }) {
            let search = search.continued(at: reference)
            let visit = LDAPJourney.Visit(url: reference.url, search: search)
            let isCircle = journey.visited.contains(visit)
            let followed = journey.follow()
            guard !isCircle, journey.visited.count < limit, followed <= Self.mostFollowed else {
                let reason =
                    isCircle
                    ? "references lead round in a circle"
                    : followed > Self.mostFollowed
                        ? "references lead to more than \(Self.mostFollowed) further searches"
                        : "references lead on and on"
                throw LDAPError(
                    code: .referralLimitExceeded, operation: .search, server: reference.url.description,
                    diagnostic: reason)
            }
            guard !journey.isOver else {
                throw LDAPError(
                    code: .timeLimitExceeded, operation: .search, server: reference.url.description,
                    diagnostic: "references lead on for too long")
            }
            do throws(LDAPError) {
                return try await referred(to: reference.url).entries(search, journey.going(on: visit))
            } catch {
                guard error.operation != .search || error.code.isServersTrouble else { throw error }
                trouble = error
            }
        }
        if let trouble { throw trouble }
        // URLs of other schemes, which nobody can follow.
        return []
    }

    private func referred(to url: LDAPURL) -> LDAPClient {
        if servers.contains(where: { $0.url == url }) { return self }
        return state.withLock { state in
            if let client = state.referred[url] { return client }
            var server = servers[0]
            server.url = url
            if url.scheme == .ldaps { server.security = .byScheme }
            // Whom a server names gets our password neither in the clear nor as a stranger.
            let isTrusted = trustedHosts.contains(url.host.lowercased())
            if !server.isSecure || !isTrusted { server.credentials = .anonymous }
            if !isTrusted { server.certificate = nil }
            let client = LDAPClient(
                [server], referrals: referrals, trustedHosts: trustedHosts, mostReceived: mostReceived,
                mostOctets: mostOctets)
            // Whoever names ever new servers must not have us keep them all: what searches at the moment holds its own.
            if state.referred.count >= Self.mostReferred { state.referred = [:] }
            state.referred[url] = client
            return client
        }
    }
}

extension LDAPSearch {
    /// The search as it goes on where `reference` says.
    fileprivate func continued(at reference: LDAPReference) -> LDAPSearch {
        var search = self
        search.base = reference.base ?? base
        search.filter = reference.filter ?? filter
        switch reference.scope {
        case .base?: search.scope = .base
        case .oneLevel?: search.scope = .oneLevel
        case .subtree?: search.scope = .subtree
        // RFC 4511 §4.5.3: what lies below the base that one level was asked of, is asked for itself.
        case nil: search.scope = scope == .oneLevel && reference.base != nil ? .base : scope
        }
        return search
    }
}
