import Configuration
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy
import SMTP

/// What the entries of senders in the directory permit, as far as it can be told before `enrich` has the mail, which has the last word.
struct SenderEntries: Sendable {
    /// What an entry says.
    enum Finding: Sendable {
        /// The sender may this.
        case permits(SenderPermissions)
        /// The sender may not fax at all: what he is told, and what the operator reads.
        case refuses(Reply, reason: String)
    }

    private let search: SenderSearch
    private let reader: PermissionReader
    private let plan: NumberPlan
    /// Whether the number that was written is the one that is dialled.
    private let knowsNumbers: Bool

    /// The entries of a directory with section `permissions`; `nil` where there is none, or where senders are looked up by a header field,
    /// which is not there yet.
    init?(_ settings: DirectorySettings, _ people: any PersonSource, _ plan: NumberPlan) {
        guard settings.permissions != nil, !settings.senderKeys.contains(.field) else { return nil }
        search = SenderSearch(people, settings)
        reader = PermissionReader(settings.permissions, plan)
        self.plan = plan
        knowsNumbers = settings.attributes.dialledNumber.isEmpty
    }

    /// What this sender may. While the directory does not answer that is everything: mails are taken, and wait in `enrich`.
    func finding(_ submitter: Submitter, _ sender: String) async -> Finding {
        let found: SenderSearch.Finding
        do throws(Failure) {
            found = try await search.find(SenderSearch.Clues(user: submitter.user, address: sender))
        } catch {
            return .permits(SenderPermissions())
        }
        do throws(Failure) {
            return .permits(try reader.permissions(by: found.evidence))
        } catch {
            // Whoever asks by SMTP need not hear what stands in whose entry.
            return .refuses(
                Reply(
                    550, error.status,
                    "The directory does not say of this sender that faxes may be sent, or not in words that can be understood"
                ),
                reason: error.sentence)
        }
    }

    /// Why a fax to `destination` is refused; `nil` where nothing here is against it.
    func refusal(of destination: Destination, _ submitter: Submitter, _ sender: String) async -> (
        Reply, reason: String
    )? {
        switch await finding(submitter, sender) {
        case .refuses(let reply, let reason): return (reply, reason)
        case .permits(let permissions):
            guard knowsNumbers,
                let sentence = permissions.refusal(of: destination.number, called: destination.name, plan)
            else { return nil }
            // RFC 3463 §3.8, X.7.1: delivery not authorised.
            return (
                Reply(550, EnhancedStatusCode(5, 7, 1), sentence),
                "the directory does not permit it (directory.permissions.numbers)"
            )
        }
    }
}
