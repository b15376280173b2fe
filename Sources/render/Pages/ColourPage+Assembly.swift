extension ColourPage {
    /// A page whose pels come in pieces. They become planes at once: of a large picture, both together would be twice as much.
    struct Assembly {
        private let width: Int
        private let rows: Int
        private var grey: [UInt8]
        private var red: [UInt8]
        private var blue: [UInt8]
        /// Pels that have come.
        private var count = 0
        /// Octets of a pel that has not come whole.
        private var begun: [UInt8] = []
        private var reds = (least: Int16.max, most: Int16.min)
        private var blues = (least: Int16.max, most: Int16.min)

        /// A page of this size, of which nothing has come.
        init(width: Int, rows: Int) {
            self.width = width
            self.rows = rows
            grey = [UInt8](repeating: 0, count: width * rows)
            red = grey
            blue = grey
        }

        /// Takes the next octets: red, green and blue of a pel, then those of the next one, however they are cut.
        mutating func append(_ octets: UnsafeRawBufferPointer) {
            var rest = octets[...]
            while !begun.isEmpty, let octet = rest.popFirst() {
                begun.append(octet)
                guard begun.count == 3 else { continue }
                begun.withUnsafeBytes { fill($0) }
                begun.removeAll(keepingCapacity: true)
            }
            let whole = rest.count / 3 * 3
            fill(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
            begun.append(contentsOf: rest.dropFirst(whole))
        }

        /// The page, once all of it has come.
        consuming func page() -> ColourPage {
            precondition(count == width * rows && begun.isEmpty, "a page has all its pels")
            let spread = max(Int(reds.most) - Int(reds.least), Int(blues.most) - Int(blues.least))
            let hues = [red, blue].map { GreyPage(width: width, rows: rows, pels: $0) }
            return ColourPage(
                grey: GreyPage(width: width, rows: rows, pels: grey),
                hues: spread >= 2 * Int(ColourPage.hueEdge) ? hues : nil)
        }

        private mutating func fill(_ octets: UnsafeRawBufferPointer) {
            let (start, end) = (count, count + octets.count / 3)
            precondition(end <= grey.count, "a page has no more than its pels")
            var (reds, blues) = (reds, blues)
            grey.withUnsafeMutableBufferPointer { grey in
                red.withUnsafeMutableBufferPointer { redder in
                    blue.withUnsafeMutableBufferPointer { bluer in
                        for index in start..<end {
                            let place = 3 &* (index &- start)
                            let (red, green, blue) = (octets[place], octets[place &+ 1], octets[place &+ 2])
                            let luminance = ColourPage.luminance(red, green, blue)
                            let moreRed = Int16(red) &- Int16(luminance)
                            let moreBlue = Int16(blue) &- Int16(luminance)
                            grey[index] = luminance
                            redder[index] = UInt8(truncatingIfNeeded: moreRed / 2 &+ 128)
                            bluer[index] = UInt8(truncatingIfNeeded: moreBlue / 2 &+ 128)
                            reds = (min(reds.least, moreRed), max(reds.most, moreRed))
                            blues = (min(blues.least, moreBlue), max(blues.most, moreBlue))
                        }
                    }
                }
            }
            (self.reds, self.blues) = (reds, blues)
            count = end
        }
    }
}
