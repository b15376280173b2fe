internal import CMalloc

/// How malloc(3) keeps the memory of a program small that has many threads.
public enum Allocator {
    /// Blocks from this size on, in bytes, are given back to the system as soon as they are free: all that holds a page, as pels
    /// or as code. Left to itself, malloc would take 128 KiB for that at first, and raise it to the size of the largest
    /// block that it has seen.
    private static let mappedFrom: Int32 = 16 << 10

    /// Has all threads share what is free, instead of keeping some for each. To be called before there are others.
    public static func economise() {
        cmalloc_set_most_arenas(1)
        cmalloc_set_mapped_from(mappedFrom)
    }
}
