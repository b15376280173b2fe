import Typesetting

/// The measures that cover pages and notices have in common, in points. They hold at standard resolution, where the
/// smallest letters still have 12 rows.
struct CoverLayout {
    let text: TextStyle
    let label: TextStyle
    let left = 54.0
    let width: Double
    let columnGap = 24.0
    let labelWidth = 66.0

    init(family: String, width: Double) {
        text = TextStyle(family, size: 11.5)
        label = TextStyle(family, size: 9)
        self.width = width - 2 * left
    }

    var columnWidth: Double { (width - columnGap) / 2 }
}
