/// How text looks.
public struct TextStyle: Hashable, Sendable {
    /// The strength of the strokes.
    public enum Weight: Hashable, Sendable {
        case regular, bold
    }

    /// Where lines stand between the margins. Leading is left, or right in scripts that run from right to left.
    public enum Alignment: Hashable, Sendable {
        case leading, centre, trailing
    }

    /// The font family; characters that it lacks come from others that have them.
    public var family: String
    /// The size in points.
    public var size: Double
    public var weight: Weight
    public var alignment: Alignment
    /// The distance of lines as a multiple of the font's own.
    public var lineSpacing: Double

    /// A style.
    public init(
        _ family: String, size: Double, weight: Weight = .regular, alignment: Alignment = .leading,
        lineSpacing: Double = 1
    ) {
        self.family = family
        self.size = size
        self.weight = weight
        self.alignment = alignment
        self.lineSpacing = lineSpacing
    }

    /// The same in bold.
    public var bold: TextStyle {
        var style = self
        style.weight = .bold
        return style
    }

    /// The same at another size in points.
    public func sized(_ size: Double) -> TextStyle {
        var style = self
        style.size = size
        return style
    }

    /// The same with another alignment.
    public func aligned(_ alignment: Alignment) -> TextStyle {
        var style = self
        style.alignment = alignment
        return style
    }
}
