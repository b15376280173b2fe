internal import Synchronization

extension LDAPClient {
    /// The same, in pages of `size` entries (RFC 2696): also more than the server gives at once.
    ///
    /// - Throws: also `sizeLimitExceeded` when there are more than the search's limit, and `endlessAnswer` when the pages do not come to an
    ///   end.
    public func entries(_ search: LDAPSearch, pagesOf size: Int) async throws(LDAPError) -> [LDAPEntry] {
        var tried: Set<Int> = []
        while true {
            let server = try choose(besides: tried)
            // Servers keep the place of a page by connection, and one place only.
            let connection = LDAPConnection(servers[server], mostReceived: mostReceived, mostOctets: mostOctets)
            defer { connection.close() }
            do throws(LDAPError) {
                let entries = try await pages(of: search, size, over: connection, to: server)
                state.withLock { $0.choice.answered(server) }
                return entries
            } catch {
                guard error.operation != .search || error.code.isServersTrouble else { throw error }
                state.withLock { $0.choice.failed(server, error, now: .now) }
                tried.insert(server)
                guard tried.count < servers.count else { throw error }
            }
        }
    }

    private func pages(
        of search: LDAPSearch, _ size: Int, over connection: LDAPConnection, to server: Int
    ) async throws(LDAPError) -> [LDAPEntry] {
        var search = search
        let limit = search.sizeLimit
        search.sizeLimit = nil
        var progress = PageProgress()
        let journey = journey(of: search)
        var entries: [LDAPEntry] = []
        var cookie: [UInt8]? = []
        while let page = cookie {
            let answer = try await connection.ask(search, [.page(of: size, after: page)]).get()
            for entry in answer.entries { progress.entryReceived(entry.dn) }
            entries += try await completed(answer, from: server, of: search, journey)
            cookie = answer.nextPage
            if let limit, entries.count > limit { throw error(.sizeLimitExceeded, of: server) }
            guard cookie != nil else { break }
            if let reason = progress.pageEnded() { throw error(.endlessAnswer, of: server, reason) }
            guard progress.entries <= mostReceived, !journey.isOver else {
                throw error(
                    .endlessAnswer, of: server,
                    "it has sent \(progress.entries) entries in \(progress.pages) pages, and says that there are more")
            }
        }
        return entries
    }
}
