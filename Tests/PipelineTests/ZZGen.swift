import Testing

@testable import Pipeline

@Suite struct ZZGen {
    @Test func gen() {
        for (name, r) in SampleMessages.requests {
            print(
                "GOLD q", name,
                r.frames(request: 5).map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }.joined(
                    separator: " "))
        }
        for (name, r) in SampleMessages.responses {
            print(
                "GOLD r", name,
                r.frames(request: 5).map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }.joined(
                    separator: " "))
        }
    }
}
