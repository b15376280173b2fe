internal import CSeccomp
import Glibc

/// A filter of system calls (seccomp, mode 2), for bubblewrap's `--seccomp`.
///
/// What converters have no use for and attackers of kernels do is refused: other processes' memory, keys, namespaces and
/// mounts, BPF, performance counters, io_uring, sockets of any network, and modules. It is a list of what is refused, so that a
/// converter's next version works; a namespace without network and files is what keeps documents in, this makes the way
/// out of it narrower. A call by another architecture's numbers ends the program.
public final class SystemCallFilter: Sendable {
    /// The file of the compiled filter, in memory.
    private let file: Int32

    /// Compiles a filter.
    ///
    /// - Parameter allowsProcesses: whether a program may start others. Threads it may always start.
    public init(allowsProcesses: Bool) throws(SeccompError) {
        guard let filter = cseccomp_new() else { throw SeccompError(message: "there is no memory") }
        defer { seccomp_release(filter) }
        let calls = Self.refused + (allowsProcesses ? [] : ["fork", "vfork"])
        for name in calls { try Self.refuse(name, EPERM, in: filter) }
        // The C library goes on with clone, whose flags a filter can see.
        try Self.refuse("clone3", ENOSYS, in: filter)
        for index in 0..<cseccomp_clone_namespace_count {
            try Self.check(
                cseccomp_refuse_clone_namespace(filter, Self.number(of: "clone"), EPERM, index), "clone")
        }
        if !allowsProcesses {
            try Self.check(
                cseccomp_refuse_masked(
                    filter, Self.number(of: "clone"), EPERM, 0, cseccomp_clone_thread, 0), "clone")
        }
        for name in ["socket", "socketpair"] {
            try Self.check(
                cseccomp_refuse_unless(filter, Self.number(of: name), EAFNOSUPPORT, 0, cseccomp_af_unix), name)
        }
        file = cseccomp_memory_file()
        guard file >= 0 else { throw SeccompError(message: "there is no file in memory, errno \(errno)") }
        let exported = seccomp_export_bpf(filter, file)
        guard exported == 0 else {
            close(file)
            throw SeccompError(message: "the filter can't be compiled, errno \(-exported)")
        }
    }

    deinit {
        close(file)
    }

    /// Where other programs of the same user find the compiled filter, as long as this object lives.
    public var path: String { "/proc/\(getpid())/fd/\(file)" }

    private static func refuse(_ name: String, _ error: Int32, in filter: scmp_filter_ctx) throws(SeccompError) {
        let number = number(of: name)
        // A call that this architecture does not have needs no rule.
        guard number != cseccomp_unknown_call, number >= 0 else { return }
        try check(cseccomp_refuse(filter, number, error), name)
    }

    private static func number(of name: String) -> Int32 {
        seccomp_syscall_resolve_name(name)
    }

    private static func check(_ result: Int32, _ name: String) throws(SeccompError) {
        guard result == 0 else { throw SeccompError(message: "\(name) can't be refused, errno \(-result)") }
    }

    private static let refused = [
        // Other processes.
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp", "perf_event_open",
        // The kernel itself.
        "bpf", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "syslog",
        "iopl", "ioperm", "modify_ldt", "vm86", "vm86old", "lookup_dcookie", "nfsservctl", "uselib", "personality",
        "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "acct", "quotactl", "quotactl_fd",
        "swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime", "sethostname",
        "setdomainname", "vhangup", "fanotify_init",
        // Keys.
        "add_key", "request_key", "keyctl",
        // Namespaces and mounts.
        "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
        "fsconfig", "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at",
        // Where memory lies.
        "mbind", "set_mempolicy", "get_mempolicy", "migrate_pages", "move_pages",
    ]
}
