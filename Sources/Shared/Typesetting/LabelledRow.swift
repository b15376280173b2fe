/// A label and its value, set side by side.
public struct LabelledRow: Hashable, Sendable {
    public var label: String
    public var value: String

    /// The row `label value`.
    public init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }
}

extension PageCanvas {
    /// Sets rows of labels and values in two aligned columns, on common baselines, each value on `maximumLines` lines
    /// at most.
    ///
    /// - Returns: the height that they take.
    @discardableResult
    public func table(
        _ rows: [LabelledRow], labels: TextStyle, values: TextStyle, x: Double, y: Double, width: Double,
        labelWidth: Double, rowGap: Double, maximumLines: Int = 3
    ) -> Double {
        let shift = baseline(of: values) - baseline(of: labels)
        var top = y
        for row in rows {
            let labelHeight = text(
                row.label, labels, x: x, y: top + max(0, shift), width: labelWidth, maximumLines: 1)
            let valueHeight = text(
                row.value, values, x: x + labelWidth, y: top + max(0, -shift), width: width - labelWidth,
                maximumLines: maximumLines)
            top += max(labelHeight, valueHeight) + rowGap
        }
        return rows.isEmpty ? 0 : top - y - rowGap
    }
}
