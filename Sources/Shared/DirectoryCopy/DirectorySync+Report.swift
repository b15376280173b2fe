import Foundation

extension DirectorySync {
    /// What became of a run.
    public enum Outcome: String, Sendable, Codable {
        /// The new copy counts.
        case published
        /// Nothing has changed.
        case unchanged
        /// It takes too much away, or has nobody who could be found, and waits for the operator.
        case held
        /// It was only tried.
        case dryRun = "dry-run"
    }

    /// What a run has done.
    public struct Report: Sendable, Codable {
        /// What became of it.
        public var outcome: Outcome
        /// How changes were found out.
        public var method: String
        /// Whether everything was read.
        public var isFull: Bool
        /// Entries in the new copy.
        public var entries: Int
        /// In what it differs from the one before.
        public var difference: CopyDifference
        /// Whether it takes too much away, or has nobody who could be found: a run that was only tried would have been held.
        public var isExcessive: Bool
        /// What was asked for.
        public var asked: Question
        /// Entries of which something could not be used.
        public var badCount: Int
        /// The first of them.
        public var badEntries: [CopyWriter.BadEntry]
        /// How long it took.
        public var seconds: Double
        /// Bytes of the file.
        public var byteCount: Int
    }

    /// What a run has asked for.
    public struct Question: Hashable, Sendable, Codable {
        /// The server's URL.
        public var server: String
        /// The DN below which entries were looked for.
        public var base: String
        /// Which entries were meant.
        public var filter: String
        /// As whom we have asked.
        public var name: String
        /// The attributes by which somebody is found, besides fax numbers.
        public var attributes: [String]
    }
}

extension DirectorySync.Report {
    /// What a run has done, as a sentence or two for the operator.
    public var sentence: String {
        let what =
            "\(entries) entries (\(difference.added) new, \(difference.changed) changed, \(difference.removed) gone)"
        let how = "\(isFull ? "read in full" : "read by \(method)") in \(String(format: "%.1f", seconds)) s"
        let bad = badCount == 0 ? "" : " Of \(badCount) something can't be used."
        let held = isExcessive ? " Without --dry-run this copy would be held: it \(excess)." : ""
        return switch outcome {
        case .published: "The directory was copied: \(what), \(how).\(bad)"
        case .unchanged: "Nothing has changed in the directory, \(how).\(bad)"
        case .held:
            "The new copy of the directory \(excess); it waits for faxctl directory release or discard.\(bad)"
        case .dryRun: "The directory was read, and nothing was published: \(what), \(how).\(held)\(bad)"
        }
    }

    /// Why the copy is held: words that follow "it".
    private var excess: String {
        guard difference.isUsable else {
            let server = "\(asked.server), asked as \(asked.name) below \(asked.base) for \(asked.filter),"
            return entries == 0
                ? "has no entry: \(server) shows none (see directory.copy.base, directory.copy.filter, and what that name may read)"
                : "has nobody who could be found: \(server) shows \(entries) entries, and of none a fax number that can be understood, nor one of "
                    + "\(asked.attributes.joined(separator: ", ")) (see directory.attributes, the filters, and what that name may read)"
        }
        let lost =
            difference.values < difference.valuesBefore
            ? ", and \(difference.valuesBefore - difference.values) of \(difference.valuesBefore) values by which they are found"
            : ""
        return
            "would take away \(difference.removed) of \(difference.before) entries\(lost), more than directory.copy.maximum-deletions"
    }
}
