import FaxModel

extension FaxoutSettings {
    /// A document for callers who fetch it (polling): an item of `answer.polling`.
    public struct PolledDocument: Sendable, Hashable {
        /// A TIFF file (TIFF-F, RFC 2306). It is read for each call: who puts another in its place needs tell nobody.
        public var document: String
        /// The address by which it is asked for (SEP): up to 20 digits, `*`, `#`, `+` and spaces; `nil` for callers who name none.
        public var address: String?
        /// The file with the password that a caller must give (PWD); `nil` for none.
        public var passwordFile: SecretFile?

        init(_ section: ConfigurationSection) throws(ConfigurationError) {
            document = try section.value("document")
            address = try section.optional("address")
            if let address, !FaxWord.canBe(address) {
                throw section.error("address", "'\(address)' is not \(FaxWord.expectation)")
            }
            passwordFile = try section.secretFile("password-file")
            try section.finish()
        }
    }

    /// How a line hears which extension is called, where the exchange dials it on to us as tones: section `answer.tones`.
    public struct Tones: Sendable, Hashable {
        /// What has the modem answer in voice, and listen to tones.
        public var command: String
        /// How many digits come.
        public var digits: Int

        init(_ section: ConfigurationSection) throws(ConfigurationError) {
            command = try section.value("command", default: "AT+FCLASS=8;H1")
            digits = try section.value("digits", in: 1...20)
            try section.finish()
        }
    }
}

extension FaxoutSettings.Answering {
    /// Reads the passwords, which `faxout` needs.
    ///
    /// - Throws: when one can't be read, or no fax machine can say it.
    public func checkPasswords() throws(ConfigurationError) {
        for file in [passwordFile].compactMap({ $0 }) + polling.compactMap(\.passwordFile) {
            _ = try file.readFaxPassword()
        }
    }
}

extension SecretFile {
    /// A password as fax machines say it (PWD): up to 20 digits, `*`, `#`, `+` and spaces.
    ///
    /// - Throws: when it can't be read, or is none.
    public func readFaxPassword() throws(ConfigurationError) -> String {
        let password = try read()
        guard FaxWord.canBe(password) else {
            throw error("the password in '\(path)' is not \(FaxWord.expectation)")
        }
        return password
    }
}
