public import Configuration
public import DirectoryCopy
public import Logging
public import UserProfiles

extension ProfileBook {
    /// Entries of which a log speaks.
    private static let mostNotes = 20

    /// The profiles of a program that runs: those of the copy of the directory, where it is to have any, come last in precedence, and are
    /// made anew whenever `copy` changes.
    public static func following(
        _ configuration: Configuration, _ copy: DirectoryCopy?, logger: Logger
    ) -> ProfileBook {
        let directory = DirectoryProfiles(configuration)
        let book = ProfileBook(configuration, others: [directory].compactMap { $0 }) { $0.tell(logger) }
        if let directory {
            copy?.observe { [weak book] file in
                // Now, and not when the telephone rings.
                guard let table = book?.update({ directory.read(file) }) else { return }
                logger.info("The profiles of the directory are read", metadata: ["profiles": "\(table.count)"])
                for bad in directory.badEntries.prefix(mostNotes) {
                    logger.warning(
                        "An entry has no profile, or not all of it: \(bad.reason)", metadata: ["dn": "\(bad.dn)"])
                }
            }
        }
        // What is wrong with a file is told at once.
        _ = book.reading()
        return book
    }
}

extension ProfileNews {
    /// Writes it into a log.
    public func tell(_ logger: Logger) {
        logger.log(level: isTrouble ? .error : .notice, "\(description)")
    }
}
