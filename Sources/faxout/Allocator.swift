internal import CMalloc

/// How malloc(3) keeps the memory of many lines small.
enum Allocator {
    /// Blocks from this size on, in bytes, are given back to the system as soon as they are free: pages as pels. It is what
    /// malloc begins with; left to itself, it would raise that with the first page, and keep room for pages from then on.
    private static let mappedFrom: Int32 = 128 << 10

    /// Shares what is free among all threads, instead of keeping some for each: every line in a call has a thread, and each
    /// comes to its page's end at another time. To be called before there are other threads.
    static func economise() {
        _ = cmalloc_set_arenas(1)
        _ = cmalloc_set_mapped_from(mappedFrom)
    }
}
