import FaxModel

/// Data that a modem receives by +FRM: without their shield, and taken apart where they are frames.
struct DataReception {
    /// What was asked for: after +FRM, it may have to be asked for again.
    let command: ModemCommand
    private var reader = DataReader(maximum: .max)
    private var decoder: HDLCDecoder?

    /// A reception that has not begun; `nil` when the command does not receive data.
    init?(_ command: ModemCommand) {
        self.command = command
        switch command {
        case .receiveData: decoder = nil
        case .receiveBlock: decoder = HDLCDecoder()
        case .dial, .answer, .receiveFrames, .sendFrames, .sendTrainingCheck, .sendPage, .sendBlock, .sendSilence,
            .awaitSilence, .hangUp:
            return nil
        }
    }

    /// The value of +FRM.
    var value: Int {
        switch command {
        case .receiveData(let modulation, let training), .receiveBlock(let modulation, let training):
            modulation.class1Value(training)
        case .dial, .answer, .receiveFrames, .sendFrames, .sendTrainingCheck, .sendPage, .sendBlock, .sendSilence,
            .awaitSilence, .hangUp:
            0
        }
    }

    /// Takes an octet in.
    ///
    /// - Returns: whether the data end with it.
    mutating func read(_ octet: UInt8) -> Bool { reader.read(octet) }

    /// Reports what has been read since.
    mutating func takeReports() -> [Class1Output] {
        let octets = reader.takeOctets()
        guard !octets.isEmpty else { return [] }
        guard let frames = decoder?.take(octets) else { return [.report(.dataReceived(octets))] }
        return frames.map { .report(.frameReceived($0, isIntact: true)) }
    }
}
