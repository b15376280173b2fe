extension FaxoutSettings {
    /// When a line answers, and which pages it takes: section `answer` of a line.
    public struct Answering: Sendable, Hashable {
        /// How often it rings before.
        public var rings: Int
        /// Damaged lines, in percent, above which a page without error correction is taken, and training asked for (RTP).
        public var retrainAbove: Int
        /// Damaged lines, in percent, above which such a page is refused (RTN).
        public var refuseAbove: Int
        /// Damaged lines in a row above which such a page is refused.
        public var refuseRun: Int
        /// The file with the password that callers who send must give (SID or PWD); `nil` for none.
        public var passwordFile: SecretFile?
        /// What callers may fetch (polling).
        public var polling: [PolledDocument]
        /// How the line hears which extension is called, where that is told by tones.
        public var tones: Tones?

        init(_ section: ConfigurationSection) throws(ConfigurationError) {
            rings = try section.value("rings", in: 1...20, default: 1)
            retrainAbove = try section.value("retrain-above", in: 0...100, default: 2)
            refuseAbove = try section.value("refuse-above", in: 0...100, default: 10)
            guard retrainAbove <= refuseAbove else { throw section.error("retrain-above", "is more than refuse-above") }
            refuseRun = try section.value("refuse-run", in: 1...10_000, default: 20)
            passwordFile = try section.secretFile("password-file")
            polling = []
            for item in try section.sections("polling") {
                let document = try PolledDocument(item)
                guard !polling.contains(where: { $0.address == document.address }) else {
                    throw item.error(
                        "address", "another document has \(document.address.map { "the address '\($0)'" } ?? "none")")
                }
                polling.append(document)
            }
            tones = try section.optionalSection("tones").map { section throws(ConfigurationError) in
                try Tones(section)
            }
            try section.finish()
        }
    }
}
