// SPDX-License-Identifier: Apache-2.0

/// Names of series beside the ends of their lines, pushed apart where they would cover each other.
struct EndLabels: Sendable {
    private let names: [String]
    /// Room that they need to the right of the area.
    let width: Double
    private static let spacing = 15.0

    /// - Parameter names: none for a plot that needs no names.
    init(names: [String]) {
        self.names = names.map { PlotText.fitting($0, width: 150) }
        width = names.isEmpty ? 0 : (self.names.map(PlotText.width).max() ?? 0) + 22
    }

    /// - Parameter ends: where each line ends; nil for one without points.
    func markup(_ plot: SVGPlot, ends: [(x: Double, y: Double)?], area: PlotFrame) -> Markup {
        let wanted = zip(names, ends).enumerated().compactMap { index, pair in pair.1.map { (index: index, name: pair.0, end: $0) } }
            .sorted { ($0.end.y, $0.index) < ($1.end.y, $1.index) }
        let places = Self.apart(wanted.map(\.end.y), low: area.y.places.high, high: area.y.places.low)
        let left = area.x.places.high + 22
        return zip(wanted, places).map { label, place in
            let colour = SVGPlot.colour(label.index)
            let leader = "M\(PlotText.place(label.end.x + 5)) \(PlotText.place(label.end.y))L\(PlotText.place(left - 4)) \(PlotText.place(place))"
            return .element("path", ["class": "leader \(colour)", "d": leader])
                + plot.text(label.name, x: left, y: place + 4, class: "label \(colour)")
        }.joined
    }

    /// Places at least one line apart, near those that were wanted.
    /// - Parameter wanted: from top to bottom.
    static func apart(_ wanted: [Double], low: Double, high: Double) -> [Double] {
        guard !wanted.isEmpty else { return [] }
        let spacing = min(spacing, (high - low) / Double(wanted.count))
        var places = wanted
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + spacing) }
        // What was pushed below the area goes up again, and takes with it what stands in its way.
        places[places.count - 1] = min(places[places.count - 1], high)
        for index in places.indices.dropLast().reversed() { places[index] = min(places[index], places[index + 1] - spacing) }
        return places
    }
}
