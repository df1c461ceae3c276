// SPDX-License-Identifier: Apache-2.0

/// A figure as an inline SVG drawing. Colours are left to the page's style, by classes, so that light, dark and paper need one drawing.
struct SVGPlot: Sendable {
    /// For what width it is drawn.
    enum Format: Sendable {
        /// For a page: names at the ends of lines, and every point a link.
        case wide
        /// For a telephone: no links, which fingers could not hit; the list below has them.
        case compact

        var width: Double { self == .wide ? 760 : 360 }
        var height: Double { self == .wide ? 330 : 250 }
    }

    let figure: ReportFigure
    let format: Format
    /// The anchor of an episode on the page.
    let anchor: @Sendable (EpisodeReference) -> String?

    /// - Parameter figure: only finite numbers (`AnalysisReport.finite`).
    init(_ figure: ReportFigure, format: Format, anchor: @escaping @Sendable (EpisodeReference) -> String?) {
        self.figure = figure
        self.format = format
        self.anchor = anchor
    }

    /// The drawing; nothing where no series has a point.
    var markup: Markup? {
        guard figure.series.contains(where: { !$0.points.isEmpty }) else { return nil }
        switch figure.kind {
        case .line, .step: return CurvePlot(self).markup
        case .bars: return figure.isCategorical ? CategoryPlot(self).markup : HistogramPlot(self).markup
        }
    }

    /// All points of all series.
    var points: [FigurePoint] { figure.series.flatMap(\.points) }

    /// The values and the ends of their intervals.
    var heights: [Double] { points.flatMap { [$0.y.value, $0.y.low, $0.y.high].compactMap(\.self) } }

    /// The element around everything drawn.
    func svg(height: Double, _ content: [Markup]) -> Markup {
        .element(
            "svg",
            [
                "class": format == .wide ? "plot wide" : "plot compact",
                "viewBox": "0 0 \(PlotText.place(format.width)) \(PlotText.place(height))",
                "role": format == .wide ? "group" : "img", "aria-label": figure.description,
            ], content)
    }

    /// A mark with what it says when pointed at, and a link to the first episode behind it.
    func linked(_ point: FigurePoint, of series: FigureSeries, _ mark: Markup) -> Markup {
        guard format == .wide else { return mark }
        let title = Markup.element("title", [:], .text(hint(point, of: series)))
        guard let target = point.episodes.lazy.compactMap(anchor).first else { return .element("g", [:], title, mark) }
        // The list below the plot has the same links for those who use the keyboard, without hundreds of stops.
        return .element("a", ["href": "#\(target)", "tabindex": "-1"], title, mark)
    }

    private func hint(_ point: FigurePoint, of series: FigureSeries) -> String {
        let place = point.label ?? "\(figure.x.label) \(figure.place(of: point))"
        var lines = [
            "\(PlotText.fitting(series.name, width: 400)) · \(PlotText.fitting(place, width: 400))",
            "\(PlotText.estimate(point.y, isShare: figure.y.isShare)), n = \(CellText.grouped(point.y.observations))",
        ]
        lines += point.episodes.prefix(2).map(\.command)
        if point.episodes.count > 2 { lines.append("and \(point.episodes.count - 2) more below") }
        return lines.joined(separator: "\n")
    }

    /// Text on the drawing.
    func text(_ text: String, x: Double, y: Double, class name: String, anchor: String? = nil) -> Markup {
        .element(
            "text", ["class": name, "x": PlotText.place(x), "y": PlotText.place(y), "text-anchor": anchor], .text(text))
    }

    /// A straight line.
    func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) -> Markup {
        .element(
            "line",
            ["class": name, "x1": PlotText.place(x1), "y1": PlotText.place(y1), "x2": PlotText.place(x2), "y2": PlotText.place(y2)])
    }

    /// The class that gives a series its colour; colours come round again after eight.
    static func colour(_ index: Int) -> String { "s\(index % 8)" }
}
