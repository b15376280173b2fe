import FaxModel

extension PageBitmap {
    /// Whether nothing is on the page but the sending machine's line at its top, and dust: less ink than a single letter of 10 point type
    /// has.
    func isBlank(horizontal: Double, vertical: Double) -> Bool {
        let first = min(rows, Int(vertical * 0.35))
        // 0.0015 square inches: 60 pels at 204 × 196 dots an inch.
        let limit = max(8, Int(horizontal * vertical * 0.0015))
        var ink = 0
        for octet in first * rowBytes..<bytes.count where bytes[octet] != 0 {
            ink += bytes[octet].nonzeroBitCount
            if ink > limit { return false }
        }
        return true
    }
}
