import FaxModel

/// What HylaFAX calls values that have another name here (sendfax(1), faxmail(1)), in lower case.
enum HylaFAXWords {
    /// Of `Priority`. Its numbers are a class here: lower than 96 urgent, higher than 159 bulk.
    static let priorities: [String: Priority] = {
        let words: [String: Priority] = [
            "default": .normal, "high": .urgent, "low": .bulk, "junk": .bulk,
        ]
        let numbers = (0...255).map { number -> (String, Priority) in
            (String(number), number < 96 ? .urgent : number < 160 ? .normal : .bulk)
        }
        return words.merging(numbers) { word, _ in word }
    }()

    /// Of `VRes`: lines an inch.
    static let resolutions: [String: Resolution] = [
        "98": .standard, "98.": .standard, "98.0": .standard, "100": .standard, "196": .fine, "196.": .fine,
        "196.0": .fine, "200": .fine, "391": .superfine, "392": .superfine, "300": .inch300, "400": .inch400,
    ]

    /// Of `DesiredDF`. Uncompressed mode is nothing that anybody has.
    static let codings: [String: CodingScheme] = [
        "0": .mh, "1d": .mh, "1dmh": .mh, "1dmr": .mh, "1": .mr, "2d": .mr, "2dmr": .mr, "2dmruncomp": .mr, "2": .mr,
        "3": .mmr, "2dmmr": .mmr,
    ]

    /// Of `DesiredEC`: 1 is frames of 64 octets, 2 of 256; which of them goes is our line's matter.
    static let errorCorrection = booleans.merging(["2": true]) { word, _ in word }

    /// Of `PageSize`.
    static let papers: [String: Paper] = [
        "iso a4": .a4, "na-let": .letter, "us-let": .letter, "north american letter": .letter,
        "american letter": .letter, "na-leg": .legal, "us-leg": .legal, "north american legal": .legal,
        "american legal": .legal, "iso b4": .b4, "iso a3": .a3,
    ]

    /// Of what is a boolean there.
    static let booleans: [String: Bool] = [
        "on": true, "true": true, "1": true, "off": false, "false": false, "0": false,
    ]
}
