// SPDX-License-Identifier: Apache-2.0

/// Lying bars for categories, whose names can then be read, with whiskers and numbers at their ends.
struct CategoryPlot: Sendable {
    private struct Category {
        var place: Double
        var name: String
    }

    private static let thickness = 17.0
    private let plot: SVGPlot
    private let categories: [Category]
    private let scale: PlotScale
    private let ticks: AxisTicks
    /// Room for the names: beside the bars on a page, above them on a telephone.
    private let above: Double
    private var top: Double { 28 }
    private var block: Double { above + Self.thickness * Double(plot.figure.series.count) + 11 }
    private var bottom: Double { top + block * Double(categories.count) }

    init(_ plot: SVGPlot) {
        self.plot = plot
        var names: [Double: String] = [:]
        for point in plot.points where names[point.x] == nil || point.label != nil { names[point.x] = plot.figure.place(of: point) }
        categories = names.sorted { $0.key < $1.key }.map { Category(place: $0.key, name: $0.value) }
        let domain = PlotScale.domain(of: plot.heights, axis: plot.figure.y, includesZero: true)
        ticks = AxisTicks(low: domain.lowerBound, high: domain.upperBound, count: plot.format == .wide ? 6 : 4)
        let isWide = plot.format == .wide
        let room = categories.map { PlotText.width($0.name) }.max() ?? 0
        above = isWide ? 0 : 17
        // Numbers stand beyond the bars, to the left of those that go left.
        let numbers = 62.0
        let left = (isWide ? min(230, room) + 20 : 8) + (domain.lowerBound < 0 ? numbers : 0)
        scale = PlotScale(domain: domain, places: (left, plot.format.width - numbers))
    }

    var markup: Markup {
        var parts: [Markup] = []
        for value in ticks.values {
            parts.append(plot.line(scale(value), top, scale(value), bottom, class: value == 0 ? "axis" : "grid"))
            parts.append(
                plot.text(ticks.label(value, isShare: plot.figure.y.isShare), x: scale(value), y: bottom + 15, class: "tick", anchor: "middle"))
        }
        parts.append(plot.text(PlotText.fitting(plot.figure.x.label, width: plot.format.width - 16), x: 4, y: 14, class: "name"))
        let middle = (scale.places.low + scale.places.high) / 2
        let width = 2 * min(middle, plot.format.width - middle) - 8
        parts.append(plot.text(PlotText.fitting(plot.figure.y.label, width: width), x: middle, y: bottom + 33, class: "name", anchor: "middle"))
        for (index, category) in categories.enumerated() { parts += rows(of: category, top: top + block * Double(index) + 5) }
        return plot.svg(height: bottom + 40, parts)
    }

    private func rows(of category: Category, top: Double) -> [Markup] {
        let series = plot.figure.series
        let middle = top + Self.thickness * Double(series.count) / 2
        let name =
            above == 0
            ? plot.text(PlotText.fitting(category.name, width: 230), x: nameEnd, y: middle + 4, class: "category", anchor: "end")
            : plot.text(PlotText.fitting(category.name, width: plot.format.width - 16), x: 12, y: top + 11, class: "category")
        return [name]
            + series.enumerated().flatMap { index, series in
                series.points.filter { $0.x == category.place }.map {
                    plot.linked($0, of: series, bar($0, colour: SVGPlot.colour(index), top: top + above + Self.thickness * Double(index)))
                }
            }
    }

    private var nameEnd: Double { scale.places.low - 8 - (scale.domain.lowerBound < 0 ? 62 : 0) }

    private func bar(_ point: FigurePoint, colour: String, top: Double) -> Markup {
        let (zero, end) = (scale(0), scale(point.y.value))
        let middle = top + Self.thickness / 2
        var mark = Markup.element(
            "rect",
            [
                "class": "bar \(colour)", "x": PlotText.place(min(zero, end)), "y": PlotText.place(top + 1),
                "width": PlotText.place(max(0.6, abs(zero - end))), "height": PlotText.place(Self.thickness - 2),
            ])
        var reach = end
        let isLeft = point.y.value < 0
        if let low = point.y.low, let high = point.y.high {
            mark += plot.line(scale(low), middle, scale(high), middle, class: "whisker")
            reach = isLeft ? scale(low) : scale(high)
        }
        return mark
            + plot.text(
                PlotText.number(point.y.value, isShare: plot.figure.y.isShare), x: reach + (isLeft ? -6 : 6), y: middle + 4, class: "number",
                anchor: isLeft ? "end" : nil)
    }
}
