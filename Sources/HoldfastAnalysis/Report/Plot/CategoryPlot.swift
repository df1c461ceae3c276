// SPDX-License-Identifier: Apache-2.0

/// Lying bars for categories, whose names can then be read, with whiskers and numbers at their ends.
struct CategoryPlot: Sendable {
    private struct Category {
        var name: String
        /// What has a point here, with the position of its series.
        var bars: [(series: Int, point: FigurePoint)]
    }

    private static let thickness = 17.0
    private static let nameRoom = 270.0
    private let plot: SVGPlot
    private let categories: [Category]
    private let scale: PlotScale
    private let ticks: AxisTicks
    /// Room for the names: beside the bars on a page, above them on a telephone.
    private let above: Double
    private var top: Double { 28 }
    private var bottom: Double { categories.reduce(top) { $0 + height(of: $1) } }

    init(_ plot: SVGPlot) {
        self.plot = plot
        var names: [Double: String] = [:]
        for point in plot.points where names[point.x] == nil || point.label != nil { names[point.x] = plot.figure.place(of: point) }
        categories = names.sorted { $0.key < $1.key }.map { place, name in
            let bars = plot.figure.series.enumerated().flatMap { index, series in
                series.points.filter { $0.x == place }.map { (series: index, point: $0) }
            }
            return Category(name: name, bars: bars)
        }
        let domain = PlotScale.domain(of: plot.heights, axis: plot.figure.y, includesZero: true)
        ticks = AxisTicks(low: domain.lowerBound, high: domain.upperBound, count: plot.format == .wide ? 6 : 4)
        let isWide = plot.format == .wide
        let room = categories.map { PlotText.width($0.name) }.max() ?? 0
        above = isWide ? 0 : 17
        // Numbers stand beyond the bars, to the left of those that go left.
        let numbers = 62.0
        let left = (isWide ? min(Self.nameRoom, room) + 20 : 8) + (domain.lowerBound < 0 ? numbers : 0)
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
        var top = top
        for category in categories {
            parts += rows(of: category, top: top + 5)
            top += height(of: category)
        }
        return plot.svg(height: bottom + 40, parts)
    }

    private func height(of category: Category) -> Double { above + Self.thickness * Double(category.bars.count) + 11 }

    private func rows(of category: Category, top: Double) -> [Markup] {
        let middle = top + Self.thickness * Double(category.bars.count) / 2
        let name =
            above == 0
            ? plot.text(PlotText.fitting(category.name, width: Self.nameRoom), x: nameEnd, y: middle + 4, class: "category", anchor: "end")
            : plot.text(PlotText.fitting(category.name, width: plot.format.width - 16), x: 12, y: top + 11, class: "category")
        return [name]
            + category.bars.enumerated().map { row, bar in
                let mark = self.bar(bar.point, colour: SVGPlot.colour(bar.series), top: top + above + Self.thickness * Double(row))
                return plot.linked(bar.point, of: plot.figure.series[bar.series], mark)
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
