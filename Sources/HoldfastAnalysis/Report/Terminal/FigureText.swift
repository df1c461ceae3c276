// SPDX-License-Identifier: Apache-2.0

/// A figure in a few lines: a small curve a series, or a bar a category.
struct FigureText: Sendable {
    private let figure: ReportFigure
    private let width: Int

    /// - Parameter figure: only finite numbers (`AnalysisReport.finite`).
    init(_ figure: ReportFigure, width: Int) {
        self.figure = figure
        self.width = width
    }

    /// The lines, without the title.
    var lines: [String] {
        let series = figure.series.filter { !$0.points.isEmpty }
        guard !series.isEmpty else { return ["  no data to draw"] }
        return figure.kind == .bars && figure.isCategorical ? bars(series) : curves(series)
    }

    private func number(_ value: Double) -> String { PlotText.number(value, isShare: figure.y.isShare) }

    private func curves(_ series: [FigureSeries]) -> [String] {
        let points = series.flatMap(\.points)
        let places = points.map(\.x)
        let (first, last) = (places.min() ?? 0, places.max() ?? 0)
        let values = points.map(\.y.value)
        let high = values.max() ?? 0
        let low = figure.kind == .bars ? min(0, values.min() ?? 0) : values.min() ?? 0
        let names = series.map { Self.plain($0.name) }
        let ends = series.map { series -> (String, String) in
            let sorted = series.points.sorted { $0.x < $1.x }
            return (number(sorted[0].y.value), number(sorted[sorted.count - 1].y.value))
        }
        let (before, after) = (ends.map(\.0.count).max() ?? 0, ends.map(\.1.count).max() ?? 0)
        let room = min(max(4, min(width / 3, width - before - after - 14)), names.map(TerminalText.width).max() ?? 0)
        let cells = max(8, min(60, width - room - before - after - 8, max(2, Set(places).count)))
        let axis =
            "\(Self.plain(figure.y.label)) by \(Self.plain(figure.x.label)), \(PlotText.number(first, isShare: figure.x.isShare)) to "
            + "\(PlotText.number(last, isShare: figure.x.isShare)); from ▁ \(number(low)) to █ \(number(high))"
        let lines = series.enumerated().map { index, series in
            let curve = Sparkline.draw(Self.resampled(series.points, cells: cells, from: first, to: last), low: low, high: high)
            return "  " + TerminalText.left(TerminalText.fitting(names[index], room), room) + "  " + TerminalText.right(ends[index].0, before) + " "
                + curve + " " + ends[index].1
        }
        return TerminalText.wrapped(axis, width: width - 2, indent: 0).map { "  " + $0 } + lines
    }

    /// The mean of the points in each of some equal parts of the axis; nil where none lies there.
    static func resampled(_ points: [FigurePoint], cells: Int, from first: Double, to last: Double) -> [Double?] {
        var sums = [Double](repeating: 0, count: cells)
        var counts = [Int](repeating: 0, count: cells)
        for point in points {
            let share = last > first ? (point.x - first) / (last - first) : 0
            let cell = min(cells - 1, max(0, Int((share * Double(cells - 1)).rounded())))
            sums[cell] += point.y.value
            counts[cell] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
    }

    private func bars(_ series: [FigureSeries]) -> [String] {
        let rows = series.flatMap { series in series.points.map { (series: series.name, point: $0) } }.enumerated()
            .sorted { ($0.element.point.x, $0.offset) < ($1.element.point.x, $1.offset) }.map(\.element)
        let names = rows.map { row in
            Self.plain(figure.place(of: row.point)) + (series.count > 1 ? " · " + Self.plain(row.series) : "")
        }
        let room = min(width / 3, names.map(TerminalText.width).max() ?? 0)
        var texts = rows.map { PlotText.estimate($0.point.y, isShare: figure.y.isShare) }
        if room + 10 + (texts.map(\.count).max() ?? 0) > width { texts = rows.map { number($0.point.y.value) } }
        let cells = max(4, min(40, width - room - 6 - (texts.map(\.count).max() ?? 0)))
        let top = rows.map { abs($0.point.y.value) }.max() ?? 0
        return rows.enumerated().map { index, row in
            let length = top > 0 ? Int((abs(row.point.y.value) / top * Double(cells)).rounded()) : 0
            // Below 0 the bar is hollow.
            let bar = String(repeating: row.point.y.value < 0 ? "░" : "█", count: length)
            let name = TerminalText.left(TerminalText.fitting(names[index], room), room)
            return "  \(name)  \(TerminalText.left(bar, cells))  \(texts[index])"
        }
    }

    private static func plain(_ text: String) -> String { VisibleText.of(text, keepsLines: false) }
}
