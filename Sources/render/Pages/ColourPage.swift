import FaxModel

/// A page in colours, until it is black and white: its luminance, and how much more of red and of blue there is in a pel than that.
struct ColourPage {
    /// The luminance (ITU-R BT.601); one less than white at most, so that what is white can be made black.
    let grey: GreyPage
    /// Half of the red and the blue beyond the luminance, around 128; `nil` where no two places of the page differ in them.
    let hues: [GreyPage]?

    /// The difference from which two hues are two things. Cameras and JPEG make less of what is one.
    static let hueEdge: UInt8 = 40

    var width: Int { grey.width }
    var rows: Int { grey.rows }

    /// A page of these planes.
    init(grey: GreyPage, hues: [GreyPage]?) {
        self.grey = grey
        self.hues = hues
    }

    /// A page of `width` times `rows` pels of three octets each: red, green and blue.
    init(width: Int, rows: Int, pels: [UInt8]) {
        precondition(pels.count == 3 * width * rows, "a page has all its pels")
        var spread = (red: 0, blue: 0)
        let grey = [UInt8](unsafeUninitializedCapacity: width * rows) { buffer, count in
            count = width * rows
            var (leastRed, mostRed, leastBlue, mostBlue) = (Int16.max, Int16.min, Int16.max, Int16.min)
            pels.withUnsafeBufferPointer { pels in
                for index in 0..<count {
                    let (red, green, blue) = (pels[3 &* index], pels[3 &* index &+ 1], pels[3 &* index &+ 2])
                    let luminance = Self.luminance(red, green, blue)
                    buffer[index] = luminance
                    let moreRed = Int16(red) &- Int16(luminance)
                    let moreBlue = Int16(blue) &- Int16(luminance)
                    (leastRed, mostRed) = (min(leastRed, moreRed), max(mostRed, moreRed))
                    (leastBlue, mostBlue) = (min(leastBlue, moreBlue), max(mostBlue, moreBlue))
                }
            }
            spread = (Int(mostRed) - Int(leastRed), Int(mostBlue) - Int(leastBlue))
        }
        self.grey = GreyPage(width: width, rows: rows, pels: grey)
        guard max(spread.red, spread.blue) >= 2 * Int(Self.hueEdge) else {
            hues = nil
            return
        }
        hues = [0, 2].map { offset in
            let hue = [UInt8](unsafeUninitializedCapacity: grey.count) { buffer, count in
                count = grey.count
                pels.withUnsafeBufferPointer { pels in
                    for index in 0..<count {
                        let more = Int16(pels[3 &* index &+ offset]) &- Int16(grey[index])
                        buffer[index] = UInt8(truncatingIfNeeded: more / 2 &+ 128)
                    }
                }
            }
            return GreyPage(width: width, rows: rows, pels: hue)
        }
    }

    /// The page at another size; each new pel is the mean of what it covers.
    func scaled(width: Int, rows: Int) -> ColourPage {
        guard width != self.width || rows != self.rows else { return self }
        return map { $0.scaled(width: width, rows: rows) }
    }

    /// The page turned clockwise by a quarter.
    func turnedRight() -> ColourPage { map { $0.turnedRight() } }

    /// The page in black and white: as its luminance would be, but that colours that meet are told apart though they are equally light.
    func bilevel() -> PageBitmap {
        grey.bilevel(colours: ColourContrast(self))
    }

    /// The luminance of a colour.
    @inline(__always)
    static func luminance(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        let sum = UInt32(red) &* 77 &+ UInt32(green) &* 150 &+ UInt32(blue) &* 29 &+ 128
        return UInt8(truncatingIfNeeded: min(254, sum &>> 8))
    }

    private func map(_ change: (GreyPage) -> GreyPage) -> ColourPage {
        ColourPage(grey: change(grey), hues: hues?.map(change))
    }
}
