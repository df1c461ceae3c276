// SPDX-License-Identifier: Apache-2.0

/// Axes, grid and their words around the drawing area of a plot with two numeric axes.
struct PlotFrame: Sendable {
    let x: PlotScale
    let y: PlotScale
    private let xTicks: AxisTicks
    private let yTicks: AxisTicks
    private let plot: SVGPlot

    /// - Parameters:
    ///   - right: room to the right of the area.
    ///   - xRoom: room at both ends of the axis from left to right, in its own unit.
    ///   - includesZero: whether the vertical axis holds 0 in any case.
    init(_ plot: SVGPlot, right: Double, xRoom: Double = 0, includesZero: Bool) {
        self.plot = plot
        let figure = plot.figure
        let height = plot.format.height
        let places = plot.points.map(\.x)
        let yDomain = PlotScale.domain(of: plot.heights, axis: figure.y, includesZero: includesZero)
        let ticks = AxisTicks(low: yDomain.lowerBound, high: yDomain.upperBound, count: plot.format == .wide ? 5 : 4)
        let labels = ticks.values.map { ticks.label($0, isShare: figure.y.isShare) }
        yTicks = ticks
        let left = 8 + (labels.map(PlotText.width).max() ?? 0) + 6
        let plain = PlotScale.domain(of: places, axis: figure.x, room: 0)
        let xDomain = (plain.lowerBound - xRoom)...(plain.upperBound + xRoom)
        let isWhole = places.allSatisfy { $0 == $0.rounded() }
        let count = plot.format == .compact ? 5 : isWhole ? 14 : 8
        xTicks = AxisTicks(low: xDomain.lowerBound, high: xDomain.upperBound, count: count, isWhole: isWhole)
        x = PlotScale(domain: xDomain, places: (left, plot.format.width - right))
        y = PlotScale(domain: yDomain, places: (height - 40, 30))
    }

    /// Grid, ticks and the names of the axes: the vertical one's lies across its top, where nobody has to tilt the head.
    var markup: Markup {
        var parts: [Markup] = []
        for value in yTicks.values {
            let isZero = value == 0 && y.domain.lowerBound < 0
            parts.append(plot.line(x.places.low, y(value), x.places.high, y(value), class: isZero ? "zero" : "grid"))
            let label = yTicks.label(value, isShare: plot.figure.y.isShare)
            parts.append(plot.text(label, x: x.places.low - 6, y: y(value) + 4, class: "tick", anchor: "end"))
        }
        parts.append(plot.line(x.places.low, y.places.low, x.places.high, y.places.low, class: "axis"))
        for value in xTicks.values {
            parts.append(plot.line(x(value), y.places.low, x(value), y.places.low + 4, class: "axis"))
            let label = xTicks.label(value, isShare: plot.figure.x.isShare)
            parts.append(plot.text(label, x: x(value), y: y.places.low + 17, class: "tick", anchor: "middle"))
        }
        let room = plot.format.width - 16
        parts.append(plot.text(PlotText.fitting(plot.figure.y.label, width: room), x: 4, y: 14, class: "name"))
        let middle = (x.places.low + x.places.high) / 2
        let width = 2 * min(middle, plot.format.width - middle) - 8
        parts.append(
            plot.text(PlotText.fitting(plot.figure.x.label, width: width), x: middle, y: y.places.low + 35, class: "name", anchor: "middle"))
        return parts.joined
    }
}
