/// What a converter needs beyond what every one gets: a single process with few files.
struct SandboxNeeds: Hashable, Sendable {
    /// Processes and threads that it may have at once; `nil` for one process, with as many threads as its memory has room for.
    var processes: Int?
    /// Address space in bytes, where it is more than the configured one.
    var memory = 0
    /// Files that it may have open.
    var files = 64
    /// Folders of the system that it reads, besides `/usr` and the fonts.
    var folders: [String] = []
    /// Whether it looks at its own processes in `/proc`.
    var processTable = false

    /// Those of a shell that starts some programs.
    static let shell = SandboxNeeds(processes: 16)
}
