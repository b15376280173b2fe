import FaxCoding
import FaxModel
import T30
import TIFF
import Typesetting

/// The pages of a fax as the line needs them: taken from their files, with a header line, scaled and coded as the far
/// end wants them.
///
/// The files are kept compressed; a page is taken out when it is asked for.
struct FaxPages: Sendable {
    /// Where a page is.
    private struct Place: Sendable {
        var file: Int
        var index: Int
        var format: PageFormat
    }

    private let files: [[UInt8]]
    private let places: [Place]
    private let typesetter: Typesetter

    /// The pages in these TIFF files, one file after the other.
    ///
    /// - Throws: when a file is no TIFF file.
    init(_ files: [[UInt8]], typesetter: Typesetter) throws(TIFFError) {
        var places: [Place] = []
        for (number, file) in files.enumerated() {
            let reader = try TIFFReader(file)
            for (index, page) in reader.pages.enumerated() {
                places.append(Place(file: number, index: index, format: PageFormat(page)))
            }
        }
        self.files = files
        self.places = places
        self.typesetter = typesetter
    }

    /// Pages in all.
    var count: Int { places.count }

    /// What the pages look like, for the negotiation.
    var formats: [PageFormat] { places.map(\.format) }

    /// Page `index`, from 0, with its header line, in the format that it has.
    ///
    /// - Throws: when the page can't be read.
    func page(_ index: Int, header: PageHeader) throws(TIFFError) -> PageBitmap {
        try page(index, header: header, format: formats[index])
    }

    /// Page `index`, from 0, with its header line, in another format: made coarser or smaller.
    ///
    /// - Throws: when the page can't be read.
    func page(_ index: Int, header: PageHeader, format: PageFormat) throws(TIFFError) -> PageBitmap {
        var reader = try TIFFReader(files[places[index].file])
        return try page(index, from: &reader, header: header, format: format)
    }

    private func page(
        _ index: Int, from reader: inout TIFFReader, header: PageHeader, format: PageFormat
    ) throws(TIFFError) -> PageBitmap {
        let place = places[index]
        var bitmap = try reader.bitmap(place.index).fitted(from: place.format, to: format)
        guard !header.isHidden else { return bitmap }
        let strip = typesetter.line(
            left: header.left, middle: header.middle, right: header.right(page: index + 1, of: count),
            resolution: format.resolution.rendered, width: bitmap.width)
        // The white rows that pages have for it are too few where they were made smaller for narrow paper.
        if format.width < place.format.width { bitmap = bitmap.freeingTop(strip.rows) }
        if bitmap.rows < strip.rows { bitmap.append(PageBitmap(width: bitmap.width, rows: strip.rows - bitmap.rows)) }
        bitmap.replaceRows(from: 0, with: strip)
        return bitmap
    }

    /// A page as a call asks for it; its index is that in the fax, from 0.
    ///
    /// - Throws: when the page can't be read.
    func coded(_ request: PageRequest, header: PageHeader) throws(TIFFError) -> [UInt8] {
        let coding: PageCoding
        switch request.coding {
        case .mh: coding = .mh
        case .mr: coding = .mr(k: request.format.resolution.linesPerOneDimensional)
        case .mmr: coding = .mmr
        }
        let encoder = PageEncoder(
            coding, bitOrder: .leastSignificantFirst, minimumLineBits: request.minimumLineOctets * 8,
            isShortest: true)
        return try PageWork.run { () throws(TIFFError) in
            encoder.encode(try page(request.index, header: header, format: request.format))
        }
    }

    /// All pages with the header lines that they were sent with, as one TIFF file.
    ///
    /// - Parameter header: the header of page `index`, from 0.
    /// - Throws: when a page can't be read.
    func file(header: (Int) -> PageHeader) throws(TIFFError) -> [UInt8] {
        var writer = TIFFWriter()
        for (number, file) in files.enumerated() {
            var reader = try TIFFReader(file)
            for index in places.indices where places[index].file == number {
                let format = places[index].format
                try PageWork.run { () throws(TIFFError) in
                    try writer.append(
                        page(index, from: &reader, header: header(index), format: format),
                        resolution: TIFFResolution(format.resolution.rendered))
                }
            }
        }
        return try writer.finish()
    }
}

extension PageFormat {
    /// The format of a rendered page; one without a resolution counts as fine.
    fileprivate init(_ page: TIFFPage) {
        let resolution = PageResolution(
            page.resolution.map { Resolution(horizontal: $0.x, vertical: $0.y) } ?? .fine)
        let width = PageWidth.allCases.first { page.width <= PageFormat(width: $0, resolution: resolution).pels }
        self.init(width: width ?? .a3, resolution: resolution)
    }
}
