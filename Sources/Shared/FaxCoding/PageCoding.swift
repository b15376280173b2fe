/// How the pels of a page become bits.
public enum PageCoding: Hashable, Sendable {
    /// Modified Huffman: each row for itself (T.4 §4.1).
    case mh
    /// Modified READ: at least every `k`th row for itself, the others by what differs from the row above (T.4 §4.2).
    /// T.4 wants 2 at standard resolution and 4 at fine. Decoders need not know it.
    case mr(k: Int)
    /// Modified modified READ: every row by what differs from the row above (T.6). Needs a line without errors.
    case mmr
}
