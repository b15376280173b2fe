import FaxModel
import Foundation
import Typesetting

/// Makes fax pages of pictures by GraphicsMagick, in the sandbox.
///
/// A picture is printed in its own size where it says one that a scanner would, and else at 96 dots an inch as on a screen; smaller
/// where the paper is smaller, turned where it is wide. One that is much longer than paper becomes several pages.
struct ImageConverter: Sendable {
    let sandbox: Sandbox
    let graphicsMagick: String

    /// Whether GraphicsMagick is there.
    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: graphicsMagick) }

    /// The picture as a page, at most as wide as a line of the layout.
    ///
    /// - Throws: `ConversionError` when it can't be read or is too large; `SandboxUnavailable`; `CancellationError`.
    func page(
        of picture: [UInt8], _ kind: ImageKind, _ layout: PageLayout, end: ContinuousClock.Instant
    ) async throws -> PageBitmap {
        var parser = NetpbmParser(.colour, pageLimit: 1, width: 1...Self.longestSide, rows: 1...Self.longestSide)
        var assembly: ColourPage.Assembly?
        var found: ColourPage?
        let told = PictureHead.size(of: picture, kind)
        if let told {
            let most = kind == .jpeg ? Self.mostPixelsOfPhotographs : Self.mostPixels
            guard told.width <= Self.longestSide, told.rows <= Self.longestSide, told.width * told.rows <= most else {
                throw Self.tooLarge
            }
        }
        // Photographs that are much larger are read at a half, a quarter or an eighth.
        let part = kind == .jpeg ? told.map { max($0.width, $0.rows) / Self.enough } ?? 1 : 1
        let hint = told.map { part > 1 ? ["-size", "\($0.width / part)x\($0.rows / part)"] : [] } ?? []
        // Without -strip, a picture's comment would stand in the output's header.
        let command =
            [
                graphicsMagick, "convert", "-limit", "pixels", "\(Self.mostPixels)", "-limit", "width",
                "\(Self.longestSide)", "-limit", "height", "\(Self.longestSide)", "-limit", "threads", "1",
            ] + hint + ["\(kind.rawValue):-[0]"] + PictureOrientation.options(for: picture, kind) + [
                "-background", "white", "-flatten", "-colorspace", "RGB", "-depth", "8", "-strip", "ppm:-",
            ]
        let input = kind == .webp ? WebPFrame.first(of: picture) ?? picture : picture
        let result = try await sandbox.run(command, input: input, end: end, needs: Self.needs) { piece in
            try parser.append(piece) { width, rows, octets, isLast in
                if assembly == nil { assembly = ColourPage.Assembly(width: width, rows: rows) }
                assembly?.append(octets)
                guard isLast else { return }
                found = assembly?.page()
                assembly = nil
            }
        }
        guard result.succeeded, parser.isComplete, let found else {
            throw result.complaint.lowercased().contains("limit") || result.complaint.contains("Memory allocation")
                ? Self.tooLarge : ConversionError("It is no readable \(kind.title) picture.")
        }
        let size = PictureSize(
            found, density: PictureHead.density(of: picture, kind).map { $0 / Double(max(1, part)) }, layout)
        let fit = try PageFit(
            width: size.width, height: size.height, resolution: layout.resolution, paper: layout.paper)
        let scaled = found.scaled(width: fit.width, rows: fit.rows)
        return (fit.isTurned ? scaled.turnedRight() : scaled).bilevel()
    }

    private static let tooLarge = ConversionError("It has more pixels than can be printed.")
    /// Three pictures of the most pixels, in the eight octets a pixel that GraphicsMagick takes.
    private static let needs = SandboxNeeds(memory: 2 << 30)
    /// Pixels of the largest picture: A4 at 600 dots an inch has 35 million.
    private static let mostPixels = 40_000_000
    /// The same of a JPEG, which need not be read whole.
    private static let mostPixelsOfPhotographs = 200_000_000
    private static let longestSide = 30_000
    /// Pixels of a side of which a page has no more use: A4 at 400 dots an inch has 4677.
    private static let enough = 4700
}

/// How large a picture is printed, in points.
private struct PictureSize {
    var width: Double
    var height: Double

    init(_ picture: ColourPage, density: Double?, _ layout: PageLayout) {
        let density = density ?? 96
        width = Double(picture.width) * 72 / density
        height = Double(picture.rows) * 72 / density
        let margin = 2 * 5 / 25.4 * 72
        let across = Double(layout.geometry.width) * 72 / layout.geometry.horizontalDensity - margin
        let down = layout.paper.height - margin
        let (short, long) = (min(width, height), max(width, height))
        var scale = min(1, across / short)
        // A receipt or a screenshot of a whole page stays legible, on several pages; it is not turned.
        if long / short > 2.5 * down / across {
            scale = min(1, across / width)
        } else if long * scale > down {
            scale = down / long
        }
        width *= scale
        height *= scale
    }
}
