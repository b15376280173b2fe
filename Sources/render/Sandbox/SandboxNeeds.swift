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
    /// Whether it reads its input as a file, `Sandbox.document`, and not from standard input: whoever goes back and forth in a document is
    /// quicker so. A file is no larger than what a run may write.
    var readsFile = false
    /// Whether what it writes to standard output goes on in pieces of 64 KiB, and not of 4 KiB as the C library has it for pipes. Of
    /// pictures, that is a fifth of the time.
    var writesMuch = false

    /// Those of a shell that starts some programs.
    static let shell = SandboxNeeds(processes: 16)
}
