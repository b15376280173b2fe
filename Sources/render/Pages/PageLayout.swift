import FaxModel
import Typesetting

/// For what paper the pages of an order are made, how dense, and how text stands on it.
struct PageLayout: Hashable, Sendable {
    let resolution: Resolution
    let paper: Paper
    var orientation = Orientation.portrait

    /// A layout, upright by default.
    init(_ resolution: Resolution, paper: Paper) {
        self.resolution = resolution
        self.paper = paper
    }

    /// The layout that a sender wants.
    ///
    /// - Parameter paper: the paper where the sender wants none.
    init(_ options: FaxOptions, paper: Paper) {
        self.init(options.resolution, paper: options.paper ?? paper)
        orientation = options.orientation ?? .portrait
    }

    /// The geometry of a page.
    var geometry: PageGeometry { PageGeometry(paper, resolution) }

    /// The geometry in which text is set; lying, it is turned afterwards.
    var textGeometry: PageGeometry {
        let upright = geometry
        switch orientation {
        case .portrait: return upright
        case .landscape:
            return PageGeometry(
                width: upright.rows, rows: upright.width, horizontalDensity: upright.verticalDensity,
                verticalDensity: upright.horizontalDensity)
        }
    }
}
