internal import CTIFF

extension TIFFFile {
    /// One image file directory.
    struct Directory {
        /// Its place in the file, from 0.
        var number: UInt32
        /// What it describes.
        var page: TIFFPage
        /// Whether it is a page, and no thumbnail or mask of one.
        var isPage: Bool
    }

    /// All directories from the current one, the first, on.
    ///
    /// - Throws: `unreadable` when one can't be read, `limit` when there are too many.
    func directories(atMost limit: Int) throws(TIFFError) -> [Directory] {
        var found: [Directory] = []
        while true {
            guard found.count < limit else {
                throw TIFFError(.limit, "The file has more than \(limit) pages.")
            }
            found.append(try directory(UInt32(found.count)))
            guard TIFFLastDirectory(handle) == 0 else {
                guard isLinkWithinFile else { throw error(.unreadable, "The file is cut short.") }
                return found
            }
            guard TIFFReadDirectory(handle) == 1 else {
                throw error(.unreadable, "Page \(found.count + 1) can't be read.")
            }
        }
    }

    /// Whether the file reaches to the end of the current directory, where it says whether another follows: libtiff takes
    /// a missing link for the end of the pages (TIFF 6.0 §2; BigTIFF has 64-bit counts and links, and 20-byte entries).
    private var isLinkWithinFile: Bool {
        let isBig = TIFFIsBigTIFF(handle) != 0
        let (countBytes, entryBytes, linkBytes) = isBig ? (8, 20, 8) : (2, 12, 4)
        guard let start = Int(exactly: TIFFCurrentDirOffset(handle)),
            let counted = octets(at: start, count: countBytes)
        else { return false }
        let ordered = TIFFIsBigEndian(handle) != 0 ? counted : counted.reversed()
        let entries = ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return entries <= UInt64(fileSize)
            && octets(at: start + countBytes + Int(entries) * entryBytes, count: linkBytes) != nil
    }

    private func directory(_ number: UInt32) throws(TIFFError) -> Directory {
        guard let width = uint32(TIFFTAG_IMAGEWIDTH), let rows = uint32(TIFFTAG_IMAGELENGTH), width > 0, rows > 0 else {
            throw error(.unreadable, "Page \(number + 1) does not say how large it is.")
        }
        let orientation = TIFFOrientation(rawValue: uint16(TIFFTAG_ORIENTATION) ?? 1) ?? .topLeft
        var page = TIFFPage(
            width: Int(width), rows: Int(rows), resolution: resolution, kind: kind, orientation: orientation)
        if orientation.isTransposed {
            swap(&page.width, &page.rows)
            page.resolution = page.resolution.map { TIFFResolution(x: $0.y, y: $0.x) }
        }
        let subfile = uint32(TIFFTAG_SUBFILETYPE) ?? 0
        return Directory(
            number: number, page: page, isPage: subfile & UInt32(FILETYPE_REDUCEDIMAGE | FILETYPE_MASK) == 0)
    }

    private var kind: TIFFPage.Kind {
        guard uint16(TIFFTAG_SAMPLESPERPIXEL) == 1 else { return .colour }
        switch Int32(photometric) {
        case PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_MINISBLACK:
            return uint16(TIFFTAG_BITSPERSAMPLE) == 1 && TIFFIsTiled(handle) == 0 ? .bilevel : .grey
        default: return .colour
        }
    }

    /// What 0 means; where the file does not say, white for T.4 and T.6 and black for others, as libtiff has it.
    var photometric: UInt16 {
        if let photometric = uint16(TIFFTAG_PHOTOMETRIC) { return photometric }
        switch Int32(uint16(TIFFTAG_COMPRESSION) ?? 1) {
        case COMPRESSION_CCITTRLE, COMPRESSION_CCITTRLEW, COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4:
            return UInt16(PHOTOMETRIC_MINISWHITE)
        default: return UInt16(PHOTOMETRIC_MINISBLACK)
        }
    }

    private var resolution: TIFFResolution? {
        guard let x = float(TIFFTAG_XRESOLUTION), let y = float(TIFFTAG_YRESOLUTION),
            x.isFinite, y.isFinite, x >= 1, y >= 1
        else { return nil }
        switch Int32(uint16(TIFFTAG_RESOLUTIONUNIT) ?? 2) {
        case RESUNIT_NONE: return nil
        case RESUNIT_CENTIMETER: return TIFFResolution(x: Double(x) * 2.54, y: Double(y) * 2.54)
        default: return TIFFResolution(x: Double(x), y: Double(y))
        }
    }
}
