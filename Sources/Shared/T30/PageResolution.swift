public import FaxModel

/// How densely the pels of a page lie (T.4 table 1; T.30 table 2, bits 15 and 41 to 45).
public enum PageResolution: String, Hashable, Sendable, CaseIterable {
    /// R8 × 3.85 lines/mm: 204 × 98 dots an inch, which every station receives.
    case standard
    /// R8 × 7.7 lines/mm.
    case fine
    /// R8 × 15.4 lines/mm.
    case superfine
    /// R16 × 15.4 lines/mm.
    case hyperfine
    /// 200 × 200 dots an inch.
    case inch200
    /// 300 × 300 dots an inch.
    case inch300
    /// 400 × 400 dots an inch.
    case inch400

    /// The resolution of a rendered page.
    public init(_ resolution: Resolution) {
        switch resolution {
        case .standard: self = .standard
        case .fine: self = .fine
        case .superfine: self = .superfine
        case .inch300: self = .inch300
        case .inch400: self = .inch400
        }
    }

    /// Dots an inch across the page.
    public var horizontal: Int {
        switch self {
        case .standard, .fine, .superfine: 204
        case .hyperfine: 408
        case .inch200: 200
        case .inch300: 300
        case .inch400: 400
        }
    }

    /// Lines an inch down the page.
    public var vertical: Int {
        switch self {
        case .standard: 98
        case .fine: 196
        case .superfine, .hyperfine: 391
        case .inch200: 200
        case .inch300: 300
        case .inch400: 400
        }
    }

    /// Pels of a scan line for eight of R8: 8, 12 or 16 (T.4 table 1).
    var pelsForEight: Int {
        switch self {
        case .standard, .fine, .superfine, .inch200: 8
        case .inch300: 12
        case .hyperfine, .inch400: 16
        }
    }

    /// The resolution of a rendered page that comes nearest: 2 % more lines an inch make no difference.
    public var rendered: Resolution { Resolution(horizontal: Double(horizontal), vertical: Double(vertical)) }

    /// Lines coded in MR of which one at least is coded by itself: K (T.4 §4.2.1), so that what a disturbance spoils is
    /// equally high in all resolutions.
    public var linesPerOneDimensional: Int {
        switch self {
        case .standard: 2
        case .fine, .inch200: 4
        case .inch300: 6
        case .superfine, .hyperfine, .inch400: 8
        }
    }

    /// The densest of these that is no denser than this one in either direction, by more than 5 %. Standard is among them
    /// always.
    func best(of offered: Set<PageResolution>) -> PageResolution {
        if offered.contains(self) { return self }
        let fitting = offered.filter {
            $0.horizontal * 100 <= horizontal * 105 && $0.vertical * 100 <= vertical * 105
        }
        return Self.allCases.filter { fitting.contains($0) }
            .max { $0.horizontal * $0.vertical < $1.horizontal * $1.vertical } ?? .standard
    }
}
