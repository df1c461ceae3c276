// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Words and numbers as plots show them.
enum PlotText {
    /// Size of all text in a plot, in units of the drawing.
    static let size = 12.0

    /// About how wide a text is, in units of the drawing; fonts differ, so this is on the wide side.
    static func width(_ text: String) -> Double {
        size * text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 0.62 : 1.05) }
    }

    /// The beginning of a text that fits, with an ellipsis where something is cut off.
    static func fitting(_ text: String, width limit: Double) -> String {
        let text = VisibleText.of(text, keepsLines: false)
        guard width(text) > limit else { return text }
        var kept = ""
        var used = width("…")
        for character in text {
            used += width(String(character))
            guard used <= limit else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// A place on the drawing, to a tenth.
    static func place(_ value: Double) -> String {
        let tenths = Int((10 * value).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    /// A number of an axis with three significant digits; shares in percent with one digit behind the point.
    static func number(_ value: Double, isShare: Bool = false) -> String {
        if isShare { return Cells.number(100 * value, digits: 1) + "%" }
        if value == value.rounded(), abs(value) < 1e9 { return CellText.grouped(Int(value)) }
        if abs(value) >= 100, abs(value) < 1e9 { return CellText.grouped(Int(value.rounded())) }
        return String(format: "%.3g", value)
    }

    /// An estimate with its interval.
    static func estimate(_ estimate: Estimate, isShare: Bool) -> String {
        let value = number(estimate.value, isShare: isShare)
        guard let low = estimate.low, let high = estimate.high else { return value }
        return "\(value) [\(number(low, isShare: isShare)), \(number(high, isShare: isShare))]"
    }
}

extension ReportFigure {
    /// What stands at the place of a point along the axis from left to right.
    func place(of point: FigurePoint) -> String { point.label ?? PlotText.number(point.x, isShare: x.isShare) }

    /// The figure in a few sentences, for those who cannot see it.
    var description: String {
        let what = [Kind.line: "Line plot", .step: "Step plot", .bars: "Bars"][kind] ?? "Plot"
        let parts = series.map { series -> String in
            guard let first = series.points.first, let last = series.points.last else { return "\(series.name): no data" }
            func words(_ point: FigurePoint) -> String { "\(PlotText.number(point.y.value, isShare: y.isShare)) at \(place(of: point))" }
            return series.points.count == 1 ? "\(series.name): \(words(first))" : "\(series.name): \(words(first)) to \(words(last))"
        }
        return "\(title). \(what) of \(y.label) by \(x.label). \(parts.joined(separator: "; "))."
    }

    /// Whether places along the axis are categories.
    var isCategorical: Bool { series.contains { $0.points.contains { $0.label != nil } } }
}
