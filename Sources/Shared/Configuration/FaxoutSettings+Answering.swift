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

        init(_ section: ConfigurationSection) throws(ConfigurationError) {
            rings = try section.value("rings", in: 1...20, default: 1)
            retrainAbove = try section.value("retrain-above", in: 0...100, default: 2)
            refuseAbove = try section.value("refuse-above", in: 0...100, default: 10)
            guard retrainAbove <= refuseAbove else { throw section.error("retrain-above", "is more than refuse-above") }
            refuseRun = try section.value("refuse-run", in: 1...10_000, default: 20)
            try section.finish()
        }
    }
}
