import Configuration
import Testing

@Suite struct SpoolKeyTests {
    private let key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

    private func spool(_ lines: String) throws -> SpoolSettings {
        try Configuration(text: "spool:\n  \(lines)\n", file: "faxpost.yaml").spool
    }

    @Test(arguments: ["endpoint", "events"])
    func anEndpointOnANetworkNeedsKeys(name: String) throws {
        let error = try #require(
            #expect(throws: ConfigurationError.self) { try spool("\(name): tcp://192.0.2.1:5555") })
        #expect(
            error.description == "faxpost.yaml:2: spool.\(name): 'tcp://192.0.2.1:5555' is on a network, where "
                + "spool.keys must say who may talk to it")
    }

    @Test func thoseOfTheSpoolsHostSayWhomItAdmits() throws {
        let keys = try spool("{endpoint: 'tcp://0.0.0.0:5555', keys: {secret-file: k, admit: ['\(key)']}}").keys
        #expect(keys?.secretFile.path == "k" && keys?.spool == nil)
        #expect(keys?.admit.map(\.text) == [key])
    }

    @Test func thoseOfAnotherHostSayWhoTheSpoolIs() throws {
        let keys = try spool("{endpoint: 'tcp://spool:5555', keys: {secret-file: k, spool: '\(key)'}}").keys
        #expect(keys?.spool?.text == key && keys?.admit.isEmpty == true)
    }

    @Test(arguments: [
        ("{keys: {admit: []}}", "spool.keys.secret-file: is missing"),
        ("{keys: {secret-file: k, spool: short}}", "spool.keys.spool: 'short' is not a public key of 40 characters"),
        (
            "{keys: {secret-file: k, spool: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7', admit: a}}",
            "spool.keys.admit: 'a' is not a public key"
        ),
        (
            "{keys: {secret-file: k, admit: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf', x: y}}",
            "spool.keys.admit: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf' is not a public key"
        ),
        ("{keys: {secret-file: k, x: y}}", "spool.keys.x: unknown key"),
        // 85 to the fifth is more than 32 bits.
        (
            "{keys: {secret-file: k, spool: '########################################'}}",
            "spool.keys.spool: '########################################' is not a public key"
        ),
    ])
    func whatIsWrongIsSaid(text: String, expected: String) throws {
        let error = try #require(#expect(throws: ConfigurationError.self) { try spool(text) })
        #expect(error.description.contains(expected), "\(error)")
    }
}
