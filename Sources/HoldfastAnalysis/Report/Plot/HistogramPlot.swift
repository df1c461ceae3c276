// SPDX-License-Identifier: Apache-2.0

/// Upright bars over an axis of numbers, side by side for several series, with whiskers.
struct HistogramPlot: Sendable {
    private let plot: SVGPlot
    private let frame: PlotFrame
    /// Width of one bar, in units of the drawing.
    private let width: Double
    private var count: Double { Double(plot.figure.series.count) }

    init(_ plot: SVGPlot) {
        self.plot = plot
        let places = Set(plot.points.map(\.x)).sorted()
        let gap = zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? 1
        frame = PlotFrame(plot, right: 14, xRoom: gap / 2, includesZero: true)
        let room = frame.x((places.first ?? 0) + gap) - frame.x(places.first ?? 0)
        width = max(1, 0.8 * room / Double(max(1, plot.figure.series.count)))
    }

    var markup: Markup {
        let bars = plot.figure.series.enumerated().flatMap { index, series in
            series.points.map { plot.linked($0, of: series, bar($0, index: index)) }
        }
        return plot.svg(height: plot.format.height, [frame.markup] + bars)
    }

    private func bar(_ point: FigurePoint, index: Int) -> Markup {
        let left = frame.x(point.x) + width * (Double(index) - count / 2)
        let (zero, end) = (frame.y(0), frame.y(point.y.value))
        var mark = Markup.element(
            "rect",
            [
                "class": "bar \(SVGPlot.colour(index))", "x": PlotText.place(left + 0.5), "y": PlotText.place(min(zero, end)),
                "width": PlotText.place(max(0.6, width - 1)), "height": PlotText.place(max(0.6, abs(zero - end))),
            ])
        if let low = point.y.low, let high = point.y.high {
            let middle = left + width / 2
            mark += plot.line(middle, frame.y(low), middle, frame.y(high), class: "whisker")
        }
        return mark
    }
}
