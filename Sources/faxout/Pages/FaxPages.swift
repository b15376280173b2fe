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
        var resolution: Resolution
        var width: PageWidth
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
                let isFine = page.resolution.map { $0.y > 150 } ?? true
                let width = PageWidth.allCases.first { page.width <= $0.pels } ?? .a3
                places.append(Place(file: number, index: index, resolution: isFine ? .fine : .standard, width: width))
            }
        }
        self.files = files
        self.places = places
        self.typesetter = typesetter
    }

    /// Pages in all.
    var count: Int { places.count }

    /// What the pages look like, for the negotiation.
    var formats: [PageFormat] {
        places.map { PageFormat(width: $0.width, resolution: PageResolution($0.resolution)) }
    }

    /// Page `index`, from 0, with its header line, in the format that it has.
    ///
    /// - Throws: when the page can't be read.
    func page(_ index: Int, header: PageHeader) throws(TIFFError) -> PageBitmap {
        try page(index, header: header, format: formats[index])
    }

    /// Page `index`, from 0, with its header line, in another format: its rows halved, or made as narrow as `format`
    /// says.
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
        var bitmap = try reader.bitmap(place.index)
        let resolution = format.resolution.rendered
        switch (place.resolution, resolution) {
        case (.fine, .standard): bitmap = bitmap.halvingRows()
        case (.fine, .fine), (.standard, .standard), (.standard, .fine): break
        }
        bitmap = bitmap.fitted(to: format.width)
        let strip = typesetter.line(
            left: header.left, middle: header.middle, right: header.right(page: index + 1, of: count),
            resolution: resolution, width: bitmap.width)
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
        case .mr: coding = .mr(k: request.format.resolution == .standard ? 2 : 4)
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
                let format = formats[index]
                let resolution: TIFFResolution
                switch format.resolution.rendered {
                case .standard: resolution = .standard
                case .fine: resolution = .fine
                }
                try PageWork.run { () throws(TIFFError) in
                    try writer.append(
                        page(index, from: &reader, header: header(index), format: format), resolution: resolution)
                }
            }
        }
        return try writer.finish()
    }
}
