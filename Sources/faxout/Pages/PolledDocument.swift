import Configuration
import FaxModel
import Foundation
import T30
import TIFF
import Typesetting

/// A document that callers may fetch, as its file is at the moment.
struct PolledDocument: Sendable {
    /// Its configuration.
    let settings: FaxoutSettings.PolledDocument
    private let pages: FaxPages
    private let password: StationID?

    private static let typesetter = Typesetter()

    /// Those of `settings` that can be had.
    ///
    /// - Parameter warn: called with a sentence for each that can't be: callers are not offered it.
    static func offered(_ settings: [FaxoutSettings.PolledDocument], warn: (String) -> Void) -> [PolledDocument] {
        settings.compactMap { settings in
            do {
                return try PolledDocument(settings)
            } catch {
                warn("Callers can't fetch \(settings.document): \(error)")
                return nil
            }
        }
    }

    private init(_ settings: FaxoutSettings.PolledDocument) throws {
        self.settings = settings
        password = try settings.passwordFile.map { StationID(try $0.readFaxPassword()) }
        let file: Data
        do {
            file = try Data(contentsOf: URL(filePath: settings.document))
        } catch {
            throw LineError(FileTrouble(error).description)
        }
        pages = try FaxPages([Array(file)], typesetter: Self.typesetter)
        guard pages.count > 0 else { throw LineError("It has no pages.") }
    }

    /// What a call offers.
    func offer(_ policy: SendingPolicy) -> PollingOffer {
        PollingOffer(
            pages: pages.formats, address: settings.address.map { StationID($0) }, password: password, policy: policy)
    }

    /// A page as a call asks for it, with a header line.
    ///
    /// - Throws: when it can't be read.
    func coded(_ request: PageRequest, stationID: String, at began: Date) throws -> [UInt8] {
        let header = PageHeader(
            began: began, sender: [stationID], recipient: "", isContinued: false)
        return try pages.coded(request, header: header)
    }
}
