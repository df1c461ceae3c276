// SPDX-License-Identifier: Apache-2.0

/// A plot with its legend, and below it the numbers and the episodes behind them.
struct PageFigure: Sendable {
    private let figure: ReportFigure
    private let anchor: String
    private let anchors: PageAnchors
    /// Rows of the table below the plot; more would make it a download and not a table.
    private static let rowLimit = 240

    init(_ figure: ReportFigure, anchor: String, anchors: PageAnchors) {
        self.figure = figure
        self.anchor = anchor
        self.anchors = anchors
    }

    var markup: Markup {
        let plots = [SVGPlot.Format.wide, .compact].compactMap { format in
            SVGPlot(figure, format: format) { [anchors] in anchors.anchor(of: $0) }.markup
        }
        let caption = Markup.element(
            "figcaption", [:], .element("strong", [:], .text(figure.title)),
            figure.note.isEmpty ? Markup() : .text(" ") + .element("span", ["class": "note"], .text(figure.note)))
        let drawing = plots.isEmpty ? [Markup.element("p", ["class": "empty"], .text("No data to draw."))] : [legend] + plots + [numbers]
        return .element("figure", ["id": anchor, "class": figure.kind.rawValue], [caption] + drawing)
    }

    /// Lines of a page have their names at their ends; telephones and bars need a legend.
    private var legend: Markup {
        guard figure.series.count > 1 else { return Markup() }
        let names = figure.series.enumerated().map { index, series in
            let mark: Markup =
                figure.kind == .bars
                ? .element("rect", ["class": "bar \(SVGPlot.colour(index))", "x": "3", "y": "1", "width": "14", "height": "12"])
                : .element("path", ["class": "curve \(SVGPlot.colour(index))", "d": "M0 7H20"])
                    + .element("path", ["class": "mark \(SVGPlot.colour(index))", "d": MarkShape.path(index, x: 10, y: 7)])
            return Markup.element(
                "li", [:], .element("svg", ["viewBox": "0 0 20 14", "aria-hidden": "true"], mark), .text(series.name))
        }
        return .element("ul", ["class": "legend"], names)
    }

    private var numbers: Markup {
        let places = Array(Set(figure.series.flatMap(\.points).map(\.x))).sorted()
        let count = figure.series.reduce(0) { $0 + $1.points.count }
        let stride = (count + Self.rowLimit - 1) / Self.rowLimit
        let shownPlaces = Set(places.enumerated().filter { $0.offset % stride == 0 }.map(\.element))
        let shown = figure.series.flatMap { series in series.points.map { (series: series.name, point: $0) } }
            .filter { shownPlaces.contains($0.point.x) }.enumerated()
            .sorted { ($0.element.point.x, $0.offset) < ($1.element.point.x, $1.offset) }.map(\.element)
        let hasSeries = figure.series.count > 1
        let headings = [figure.x.label] + (hasSeries ? ["series"] : []) + [figure.y.label, "observations", "episodes"]
        let head = headings.map { Markup.element("th", ["scope": "col"], .text($0)) }
        let rows = shown.map { series, point in
            Markup.element(
                "tr", [:],
                [.element("th", ["scope": "row"], .text(figure.place(of: point)))]
                    + (hasSeries ? [.element("td", ["class": "words"], .text(series))] : [])
                    + [
                        .element("td", [:], .text(PlotText.estimate(point.y, isShare: figure.y.isShare))),
                        .element("td", [:], .text(CellText.grouped(point.y.observations))),
                        .element("td", ["class": "words"], EpisodeLinks(point.episodes, anchors: anchors, hasHints: false).markup),
                    ])
        }
        let thinned =
            stride == 1
            ? Markup() : .element("p", ["class": "note"], .text("One place in \(stride); --json has all \(CellText.grouped(count)) points."))
        return .element(
            "details", [:], .element("summary", [:], .text("Numbers and the episodes behind them")), thinned,
            .element(
                "div", ["class": "scroll"], .element("table", [:], .element("thead", [:], .element("tr", [:], head)), .element("tbody", [:], rows))))
    }
}
