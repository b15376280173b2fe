import FaxModel
import FaxRequests
import Foundation

extension FuzzTarget {
    /// Header fields: octet 0 says by which rules they are read; the rest is lines of a name, a colon and a value.
    static let fields = FuzzTarget("fields") { input in
        guard let choice = input.first else { return }
        var names = FieldNames()
        if choice & 1 != 0 { _ = names.add("A", for: "X-Fax-Number") }
        if choice & 2 != 0 { _ = names.add("B", for: "X-Fax-Priority") && names.add(value: "*", of: "B", for: "bulk") }
        var terms = FaxTerms(rule: "fuzz")
        if choice & 4 != 0 { terms.fields = ["X-Fax-Number", "X-Fax-Dials"] }
        let rules = FaxRequest.Rules(
            names: names, permissions: FieldPermissions([terms]), lineGroups: [.default])
        let header = Array(input.dropFirst())
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let lines = header.split(separator: UInt8(ascii: "\n"))
        let fields = lines.map { line -> (name: String, value: String) in
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            return (
                String(decoding: name, as: UTF8.self), String(decoding: line.dropFirst(name.count + 1), as: UTF8.self)
            )
        }
        let request = FaxRequest(fields, by: rules, now: now)

        let covered = fields.filter { names.covers($0.name) }
        try FuzzFinding.unless(request.problems.count <= covered.count + 1, "there are more problems than fields")
        if !names.mayStand(in: header) { try FuzzFinding.unless(covered.isEmpty, "a field for us is not seen") }
        try FuzzFinding.unless(request.recipients.count <= 10_000, "there are more numbers than may be")
        for problem in request.problems {
            try FuzzFinding.unless(problem.sentence.utf8.count < 5000, "a sentence is a book")
            try FuzzFinding.unless(
                !problem.sentence.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "a sentence has several lines")
        }
        let options = request.options
        try FuzzFinding.unless((1...100).contains(options.dials ?? 1), "dials are out of bounds")
        try FuzzFinding.unless((1...100).contains(options.tries ?? 1), "tries are out of bounds")
        try FuzzFinding.unless((30...86_400).contains(options.retryInterval ?? 30), "a wait is out of bounds")
        try FuzzFinding.unless((options.reference?.count ?? 1) <= 200, "a reference is too long")
        try FuzzFinding.unless((options.cover?.rows?.count ?? 0) <= 8, "there are too many rows")
        if let start = options.notBefore, let end = options.expires {
            try FuzzFinding.unless(start < end, "a fax is over before it may begin")
        }
        if choice & 4 != 0 {
            var rest = options
            rest.dials = nil
            try FuzzFinding.unless(rest == FaxOptions(), "a field that may not be used is followed")
        }

        // What is understood goes through the spool as it is.
        let data = try JSONEncoder().encode(options)
        try FuzzFinding.unless(
            try JSONDecoder().decode(FaxOptions.self, from: data) == options, "options do not come back as they were")
    }
}
