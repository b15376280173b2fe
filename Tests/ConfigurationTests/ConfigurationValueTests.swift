import Configuration
import FaxModel
import Testing

/// Every kind of value: what is read, and what is not.
@Suite struct ConfigurationValueTests {
    @Test(arguments: [
        ("0ms", Duration.zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)),
        ("2h", .seconds(7200)), ("1d", .seconds(86_400)), ("007s", .seconds(7)), ("36500d", .seconds(3_153_600_000)),
    ])
    func durations(text: String, duration: Duration) {
        #expect(Duration(configuration: text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "-5s", "+5s", "5 s", " 5s", "5s ", "5S", "5sec", "1.5h", "1h30m", "½s", "٣s", "36501d",
        // As many as a 64-bit number holds, in units that need more bits than there are.
        "9223372036854775807ms", "9223372036854775807s", "9223372036854775807d", "9223372036854775808s",
    ])
    func noDurations(text: String) {
        #expect(Duration(configuration: text) == nil)
    }

    @Test(arguments: [
        ("0", 0), ("0B", 0), ("65536", 65_536), ("256KiB", 262_144), ("64MiB", 67_108_864), ("2GiB", 2_147_483_648),
        ("9223372036854775807", .max), ("8589934591GiB", 8_589_934_591 << 30),
    ])
    func sizes(text: String, bytes: Int) {
        #expect(ByteCount(configuration: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "KiB", "-1", "+1", "1 MiB", "1KB", "1kib", "1.5GiB", "1TiB", "8589934592GiB", "9223372036854775808",
    ])
    func noSizes(text: String) {
        #expect(ByteCount(configuration: text) == nil)
    }

    @Test(arguments: [("yes", true), ("true", true), ("on", true), ("no", false), ("false", false), ("off", false)])
    func switches(text: String, isOn: Bool) {
        #expect(Bool(configuration: text) == isOn)
    }

    @Test(arguments: ["", "Yes", "TRUE", "y", "n", "1", "0", "maybe"])
    func noSwitches(text: String) {
        #expect(Bool(configuration: text) == nil)
    }

    @Test(arguments: [("0", 0), ("-7", -7), ("115200", 115_200)])
    func wholeNumbers(text: String, number: Int) {
        #expect(Int(configuration: text) == number)
    }

    @Test(arguments: ["", "1.0", "1_000", "0x10", "one", "9223372036854775808"])
    func noWholeNumbers(text: String) {
        #expect(Int(configuration: text) == nil)
    }

    @Test(arguments: [
        ("mail.example.com:25", "mail.example.com", 25), ("192.0.2.1:65535", "192.0.2.1", 65_535),
        ("[2001:db8::1]:25", "2001:db8::1", 25), ("localhost:0", "localhost", 0),
    ])
    func hostsAndPorts(text: String, host: String, port: Int) throws {
        let address = try #require(HostAndPort(configuration: text))
        #expect(address == HostAndPort(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", ":25", "mail", "mail:", "mail:smtp", "mail:65536", "mail:-1", "::1:25", "[::1]", "[]:25", "[::1:25",
        "::1]:25", "a b:25",
    ])
    func noHostsAndPorts(text: String) {
        #expect(HostAndPort(configuration: text) == nil)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.1/8", "10.0.0", "010.0.0.0/8",
        "2001:db8::/129", "2001:db8::1/32", "localhost", "[::1]", "10.0.0.0-10.0.0.9",
    ])
    func noAddressRanges(text: String) {
        #expect(AddressRange(configuration: text) == nil)
    }

    @Test(arguments: [("00:00", 0), ("08:05", 485), ("23:59", 1439), ("24:00", 1440)])
    func timesOfDay(text: String, minutes: Int) {
        #expect(SendWindow.Time(configuration: text) == SendWindow.Time(minutes: minutes))
    }

    @Test(arguments: [
        "", "8:00", "08:0", "0800", "24:01", "25:00", "08:60", "-1:00", "08:00:00", " 08:00", "٠٨:٠٠", "8am",
    ])
    func noTimesOfDay(text: String) {
        #expect(SendWindow.Time(configuration: text) == nil)
    }

    @Test func wordsAreListedInTheirExpectation() {
        #expect(Priority.expectation == "one of urgent, normal, bulk")
        #expect(Paper.expectation == "one of a4, letter, legal, b4, a3")
        #expect(LogSettings.Level.expectation == "one of trace, debug, info, notice, warning, error, critical")
        #expect(FlowControl(configuration: "software") == .software)
        #expect(FlowControl(configuration: "Software") == nil)
    }
}
