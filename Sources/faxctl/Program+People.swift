import Configuration
import Directory
import DirectoryCopy
import FaxPolicy
import Pipeline

extension Program {
    /// Who is asked about people, as `ingest` and `enrich` ask; `nil` where there is no directory.
    ///
    /// - Parameter spool: what keeps the copy.
    /// - Throws: the program's end, where a file that the directory needs can't be read.
    func people(_ spool: SpoolClient) throws -> PeopleDirectory? {
        guard let settings = configuration.directory else { return nil }
        let plan = FaxPolicy(rules: nil, configuration.dialling).plan
        do {
            return try DirectoryAccess(settings, plan, spool: spool, logger: logger).people
        } catch {
            throw error.exit(of: "faxctl")
        }
    }
}
