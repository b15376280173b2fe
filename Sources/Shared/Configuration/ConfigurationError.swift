/// What is wrong with the configuration, and where. A program that meets it says so and exits with 78 (EX_CONFIG).
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The file that was read.
    public var file: String
    /// The line of the key, from 1; `nil` when the whole file is meant.
    public var line: Int?
    /// The key with the sections it is in: `ingest.maximum-size`; `nil` when the whole file is meant.
    public var key: String?
    /// What is wrong and what is expected.
    public var message: String

    /// Something wrong in `file`.
    public init(file: String, line: Int? = nil, key: String? = nil, message: String) {
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.map { "\(place): \($0): \(message)" } ?? "\(place): \(message)"
    }
}
