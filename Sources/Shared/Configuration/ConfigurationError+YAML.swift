import Yams

extension ConfigurationError {
    /// What the YAML parser found wrong in `file`, in one line.
    init(file: String, yaml error: any Error) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, message: "is no valid YAML: \(problem)")
        case .reader(let problem, let offset, _, let text):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            self.init(file: file, line: line, message: "is no valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(
                file: file, line: context.mark.line, key: keys.joined(separator: ", "),
                message: "stands twice in its section; expected once")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded, nil:
            self.init(file: file, message: "is no valid YAML: it can't be read")
        }
    }
}
