extension ColourPage {
    /// A page whose pels come in pieces. They become planes at once: of a large picture, both together would be twice as much.
    struct Assembly {
        private let width: Int
        private let rows: Int
        private var grey: [UInt8]
        /// The planes of red and blue, from the first pel on that is not grey.
        private var hues: (red: [UInt8], blue: [UInt8])?
        /// Pels that have come.
        private var count = 0
        /// Octets of a pel that has not come whole.
        private var begun: [UInt8] = []
        private var reds = Extremes()
        private var blues = Extremes()

        /// A page of this size, of which nothing has come.
        init(width: Int, rows: Int) {
            self.width = width
            self.rows = rows
            grey = [UInt8](unsafeUninitializedCapacity: width * rows) { _, count in count = width * rows }
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
            let isColoured = max(reds.spread, blues.spread) >= 2 * Int(ColourPage.hueEdge)
            let planes = isColoured ? hues.map { [$0.red, $0.blue] } : nil
            return ColourPage(
                grey: GreyPage(width: width, rows: rows, pels: grey),
                hues: planes?.map { GreyPage(width: width, rows: rows, pels: $0) })
        }

        /// The least and the most of a colour beyond the luminance.
        private struct Extremes {
            var least = Int16.max
            var most = Int16.min

            var spread: Int { Int(most) - Int(least) }
            /// Whether half of it is nothing everywhere: all pels are grey.
            var isGrey: Bool { least > -2 && most < 2 }

            @inline(__always)
            mutating func note(_ more: Int16) { (least, most) = (min(least, more), max(most, more)) }

            mutating func note(_ other: Extremes) {
                (least, most) = (min(least, other.least), max(most, other.most))
            }
        }

        private mutating func fill(_ octets: UnsafeRawBufferPointer) {
            let place = count
            count += octets.count / 3
            precondition(count <= grey.count, "a page has no more than its pels")
            var (reds, blues) = (Extremes(), Extremes())
            grey.withUnsafeMutableBufferPointer { grey in
                for index in 0..<octets.count / 3 {
                    let (red, green, blue) = (octets[3 &* index], octets[3 &* index &+ 1], octets[3 &* index &+ 2])
                    let luminance = ColourPage.luminance(red, green, blue)
                    grey[place &+ index] = luminance
                    reds.note(Int16(red) &- Int16(luminance))
                    blues.note(Int16(blue) &- Int16(luminance))
                }
            }
            guard !octets.isEmpty else { return }
            self.reds.note(reds)
            self.blues.note(blues)
            guard !reds.isGrey || !blues.isGrey else { return }
            var hues = self.hues.take() ?? (Self.noHue(grey.count), Self.noHue(grey.count))
            grey.withUnsafeBufferPointer { grey in
                hues.red.withUnsafeMutableBufferPointer { redder in
                    hues.blue.withUnsafeMutableBufferPointer { bluer in
                        for index in 0..<octets.count / 3 {
                            let luminance = Int16(grey[place &+ index])
                            let moreRed = Int16(octets[3 &* index]) &- luminance
                            let moreBlue = Int16(octets[3 &* index &+ 2]) &- luminance
                            redder[place &+ index] = UInt8(truncatingIfNeeded: moreRed / 2 &+ 128)
                            bluer[place &+ index] = UInt8(truncatingIfNeeded: moreBlue / 2 &+ 128)
                        }
                    }
                }
            }
            self.hues = hues
        }

        /// The plane of a colour of which there is no more than of others.
        private static func noHue(_ count: Int) -> [UInt8] { [UInt8](repeating: 128, count: count) }
    }
}
