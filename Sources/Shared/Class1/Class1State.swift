import FaxModel

/// What a Class 1 modem is busy with.
enum Class1State {
    /// Nothing has been sent yet.
    case closed
    /// It is asked whether it is there; so many tries are left.
    case waking(triesLeft: Int)
    /// It is told how to behave: the command that it works on, and those that follow.
    case initialising(InitialisationCommand, then: ArraySlice<InitialisationCommand>)
    /// It is asked for the modulations with which it sends; this is its answer so far.
    case asking(answer: String)
    /// It is asked for those with which it receives; it sends with these.
    case askingReception(sends: Set<Modulation>, answer: String)
    /// It waits for a command.
    case ready
    /// It dials; a character ends that.
    case dialling
    /// ATA.
    case answering
    /// It has answered, and sends flags until it is given frames.
    case answered
    /// +FTH: these frames are to be sent, as soon as it says CONNECT; it is asked again so many times.
    case openingFrames(ArraySlice<[UInt8]>, triesLeft: Int)
    /// A frame is being sent; these are left.
    case sendingFrame(ArraySlice<[UInt8]>)
    /// +FTM: these octets are to be sent, shielded, as soon as it says CONNECT.
    case openingData([UInt8], milliseconds: Int)
    /// Data are being sent.
    case sendingData
    /// +FTS.
    case beingSilent
    /// +FRS; a character ends that.
    case awaitingSilence
    /// Nothing was heard, and it is let alone for a moment before it is to receive again.
    case pausing(ModemCommand)
    /// +FRH: no flags have been heard; a character ends that.
    case openingReception
    /// A frame is being received; a character ends that.
    case receivingFrame(DataReader)
    /// A frame has been received; whether it is intact comes next.
    case closingFrame([UInt8])
    /// +FRM: no data have been heard; a character ends that.
    case openingDataReception(DataReception)
    /// Data are being received; a character ends that.
    case receivingData(DataReception)
    /// Data have ended; a result code follows.
    case closingData
    /// A character has been sent to end what it did.
    case aborting
    /// It did not answer to that, and is asked +FCLASS?: what comes before its answer is late. Whether that has begun.
    case resynchronising(isAnswering: Bool)
    /// It did not begin or finish what it was told, and is asked +FCLASS?: one that hangs does not answer.
    case unfinished(ModemDoubt)
    /// It has answered to one of several wake-up calls, and is asked +FCLASS?: it may answer to the others, too. Whether its
    /// answer to that has begun.
    case settling(isAnswering: Bool)
    /// ATH.
    case hangingUp
    /// It does not answer, or can't be used.
    case failed
}

/// Whether a modem that does not go on is there: it is asked that.
struct ModemDoubt {
    /// What is wrong with it if it does not answer, as a sentence.
    var trouble: String
    /// How often it may still be asked: it takes the question for data where it has begun to send just then.
    var triesLeft: Int
    /// Whether its answer has begun.
    var isAnswering = false
}
