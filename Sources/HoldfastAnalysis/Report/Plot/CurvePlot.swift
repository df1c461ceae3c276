// SPDX-License-Identifier: Apache-2.0

/// Lines and steps with a band between the ends of their intervals.
struct CurvePlot: Sendable {
    private let plot: SVGPlot
    private let frame: PlotFrame
    private let labels: EndLabels
    private var isStep: Bool { plot.figure.kind == .step }

    init(_ plot: SVGPlot) {
        self.plot = plot
        let names = plot.figure.series.map(\.name)
        labels = EndLabels(names: plot.format == .wide && names.count > 1 ? names : [])
        frame = PlotFrame(plot, right: labels.width + 14, includesZero: false)
    }

    var markup: Markup {
        let series = plot.figure.series.map { series in
            FigureSeries(name: series.name, points: series.points.sorted { $0.x < $1.x })
        }
        var parts = [frame.markup]
        parts += series.enumerated().map { index, series in
            .element("path", ["class": "band \(SVGPlot.colour(index))\(plot.figure.series.count > 4 ? " faint" : "")", "d": band(series.points)])
        }
        parts += series.enumerated().map { index, series in
            .element("path", ["class": "curve \(SVGPlot.colour(index))", "d": curve(series.points)])
        }
        parts.append(
            labels.markup(plot, ends: series.map { series in series.points.last.map { (frame.x($0.x), frame.y($0.y.value)) } }, area: frame))
        for (index, series) in series.enumerated() { parts += marks(series, colour: SVGPlot.colour(index), shape: index) }
        return plot.svg(height: plot.format.height, parts)
    }

    private func curve(_ points: [FigurePoint]) -> String {
        path(points.map { (frame.x($0.x), frame.y($0.y.value)) }, begins: "M")
    }

    /// The band, one closed piece for each run of points that have an interval.
    private func band(_ points: [FigurePoint]) -> String {
        points.split { $0.y.low == nil || $0.y.high == nil }.map { run in
            let upper = run.map { (frame.x($0.x), frame.y($0.y.high ?? 0)) }
            let lower = run.map { (frame.x($0.x), frame.y($0.y.low ?? 0)) }
            // Back along the lower ends: steps then go up or down before they go left.
            return path(upper, begins: "M") + path(lower.reversed(), begins: "L", isBackward: true) + "Z"
        }.joined()
    }

    private func path(_ places: [(Double, Double)], begins: String, isBackward: Bool = false) -> String {
        var text = ""
        var last: (Double, Double)?
        for (x, y) in places {
            let (across, up) = (PlotText.place(x), PlotText.place(y))
            if last == nil {
                text += "\(begins)\(across) \(up)"
            } else if isStep {
                text += isBackward ? "V\(up)H\(across)" : "H\(across)V\(up)"
            } else {
                text += "L\(across) \(up)"
            }
            last = (x, y)
        }
        return text
    }

    /// Shapes where there are few points, else only places to point at.
    private func marks(_ series: FigureSeries, colour: String, shape: Int) -> [Markup] {
        let isSparse = series.points.count <= 30
        if plot.format == .compact, !isSparse { return [] }
        // Hundreds of places to point at lie closer than a finger or mouse can tell apart.
        let stride = max(1, (plot.points.count + 399) / 400)
        return series.points.enumerated().filter { $0.offset % stride == 0 }.map { _, point in
            let (x, y) = (frame.x(point.x), frame.y(point.y.value))
            var mark = Markup()
            if plot.format == .wide {
                mark += .element("circle", ["class": "target", "cx": PlotText.place(x), "cy": PlotText.place(y), "r": isSparse ? "9" : "5"])
            }
            if isSparse { mark += .element("path", ["class": "mark \(colour)", "d": MarkShape.path(shape, x: x, y: y)]) }
            return plot.linked(point, of: series, mark)
        }
    }
}

/// Shapes that tell series apart without colour.
enum MarkShape {
    static func path(_ index: Int, x: Double, y: Double) -> String {
        func move(_ dx: Double, _ dy: Double) -> String { "\(PlotText.place(x + dx)) \(PlotText.place(y + dy))" }
        switch index % 4 {
        case 0: return "M\(move(-3.4, 0))a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0Z"
        case 1: return "M\(move(-3, -3))h6v6h-6Z"
        case 2: return "M\(move(0, -4.2))L\(move(4.2, 0))L\(move(0, 4.2))L\(move(-4.2, 0))Z"
        default: return "M\(move(0, -4))L\(move(4, 3.2))L\(move(-4, 3.2))Z"
        }
    }
}
