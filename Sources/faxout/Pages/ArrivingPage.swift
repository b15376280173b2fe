import FaxCoding
import FaxModel
import T30
import TIFF

/// A page that is coming in. What it may take of memory is limited.
struct ArrivingPage: Sendable {
    private let index: Int
    private let parameters: SessionParameters
    /// Its code so far; or why it can't be read.
    private var reception: Result<PageReception, FaxCodingError>

    /// A page of which nothing has come yet.
    init(index: Int, parameters: SessionParameters) {
        self.index = index
        self.parameters = parameters
        let coding: PageCoding
        switch parameters.coding {
        case .mh: coding = .mh
        case .mr: coding = .mr(k: 4)
        case .mmr: coding = .mmr
        }
        let width = parameters.format.pels
        reception = Result { () throws(FaxCodingError) in
            try PageReception(coding, width: width, bitOrder: .leastSignificantFirst)
        }
    }

    /// Takes the next octets.
    ///
    /// - Returns: why the page can't be taken, as a sentence; `nil` where it can.
    mutating func receive(_ octets: [UInt8]) -> String? {
        do throws(FaxCodingError) {
            var page = try reception.get()
            // The code is not copied while it grows.
            reception = .failure(FaxCodingError(.octets, "The page is being read."))
            try page.receive(octets)
            reception = .success(page)
            return nil
        } catch {
            return error.message
        }
    }

    /// The page, now that it is over, as a TIFF file.
    func finish(from far: FarStation) -> Result<ArrivedPage, LineError> {
        do {
            return .success(try PageWork.run { try arrived(from: far) })
        } catch {
            return .failure(LineError("\(error)"))
        }
    }

    private func arrived(from far: FarStation) throws -> ArrivedPage {
        let page = try reception.get().finish()
        var bitmap = page.bitmap
        // A page of which nothing can be read is an empty one: with error correction it is going to be confirmed.
        if bitmap.rows == 0 { bitmap = PageBitmap(width: bitmap.width, rows: 1) }
        let resolution = parameters.format.resolution
        var writer = TIFFWriter()
        try writer.append(
            bitmap, resolution: TIFFResolution(x: Double(resolution.horizontal), y: Double(resolution.vertical)))
        return ArrivedPage(
            index: index, file: try writer.finish(), fingerprint: PageFingerprint(bitmap), resolution: resolution,
            quality: CopyQuality(
                lines: page.quality.rows, badLines: page.quality.badRows,
                longestBadRun: page.quality.longestBadRun,
                // Nothing but its RTC tells that a page is whole that came without error correction.
                isWhole: parameters.errorCorrection || page.ending == .marked),
            errorCorrection: parameters.errorCorrection, far: far)
    }
}

/// A page that has come in, and is to be stored.
struct ArrivedPage: Hashable, Sendable {
    /// Its number in the call: rising, with gaps.
    var index: Int
    /// A TIFF file of this one page.
    var file: [UInt8]
    /// What it looks like.
    var fingerprint: PageFingerprint
    /// How densely its pels lie.
    var resolution: PageResolution
    /// How well it came through.
    var quality: CopyQuality
    /// Whether it came with error correction.
    var errorCorrection: Bool
    /// What the far end had said by then.
    var far: FarStation
}
