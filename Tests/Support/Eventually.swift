/// Waits for what nobody tells: a socket that listens, a file that another program writes. Looks at it again and again.
///
/// - Throws: `SupportError` when `condition` does not hold within `limit`; what `condition` throws.
public func eventually(
    _ what: String, within limit: Duration = .seconds(120), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw SupportError("\(what): not within \(limit)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
