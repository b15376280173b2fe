internal import ArgumentParser
internal import SpanDSP

extension Impairments {
    /// Sets one impairment by its option's name, as in `snr=20` or `burst=1000,30,-20`.
    ///
    /// - Throws: `ValidationError` naming the key and what it takes.
    mutating func set(_ key: String, to text: String) throws {
        switch key {
        case "noise": noise = try number(key, text, in: -90...0, "dBm0")
        case "snr": signalToNoise = try number(key, text, in: -20...100, "dB")
        case "gain": gain = try number(key, text, in: -60...20, "dB")
        case "delay": delay = Int(try number(key, text, in: 0...2000, "milliseconds"))
        case "echo": echo = try number(key, text, in: -90...0, "dB")
        case "lost": lostBlocks = try number(key, text, in: 0...1, "as a probability")
        case "cut": cut = try number(key, text, in: 0...86_400, "line seconds")
        case "start": start = try number(key, text, in: 0...86_400, "line seconds")
        case "stop": stop = try number(key, text, in: 0...86_400, "line seconds")
        case "law":
            guard let law = Companding(rawValue: text) else {
                throw ValidationError("law is 'a' or 'u', not '\(text)'.")
            }
            companding = law
        case "burst": burst = try Burst(text)
        default:
            throw ValidationError(
                "'\(key)' is no impairment; there are noise, snr, gain, delay, law, echo, burst, lost, cut, start and stop."
            )
        }
    }

    private func number(
        _ key: String, _ text: String, in range: ClosedRange<Double>, _ unit: String
    ) throws -> Double {
        guard let value = Double(text), range.contains(value) else {
            let (low, high) = (range.lowerBound.formatted, range.upperBound.formatted)
            throw ValidationError("\(key) is a number from \(low) to \(high) \(unit), not '\(text)'.")
        }
        return value
    }
}

extension Impairments.Burst {
    /// Reads `PERIOD_MS,LENGTH_MS,DBM0`.
    init(_ text: String) throws {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let period = Int(parts[0]), let length = Int(parts[1]), let level = Double(parts[2]),
            (1...86_400_000).contains(period), (0...period).contains(length), (-90.0...6.0).contains(level)
        else {
            throw ValidationError("burst is PERIOD_MS,LENGTH_MS,DBM0, as in 2000,30,-20; not '\(text)'.")
        }
        self.init(period: period, length: length, level: level)
    }
}

extension Double {
    fileprivate var formatted: String { self == rounded() ? String(Int(self)) : String(self) }
}
