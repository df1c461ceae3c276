// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Numbers as the tables print them; what is absent prints as `-`, never as 0.
enum Cells {
    static let absent = "-"

    static func number(_ value: Double?, digits: Int, signed: Bool = false) -> String {
        guard let value, value.isFinite else { return absent }
        let text = String(format: "\(signed ? "%+" : "%").\(digits)f", value)
        // A difference that rounds to nothing has no sign.
        return text.allSatisfy { "+-0.".contains($0) } ? text.filter { !"+-".contains($0) } : text
    }

    static func level(_ estimate: Estimate?, digits: Int) -> String {
        number(estimate?.value, digits: digits) + interval(estimate) { number($0, digits: digits) }
    }

    static func change(_ estimate: Estimate?, digits: Int) -> String {
        number(estimate?.value, digits: digits, signed: true) + interval(estimate) { number($0, digits: digits, signed: true) }
    }

    static func percent(_ value: Double?) -> String {
        guard let value, value.isFinite else { return absent }
        return number(100 * value, digits: 0, signed: true) + "%"
    }

    static func percent(_ estimate: Estimate?) -> String {
        percent(estimate?.value) + interval(estimate) { percent($0) }
    }

    private static func interval(_ estimate: Estimate?, _ text: (Double) -> String) -> String {
        guard let low = estimate?.low, let high = estimate?.high else { return "" }
        return " [\(text(low)), \(text(high))]"
    }
}

extension ComparisonRow {
    /// The same columns as `cells`, with an interval for the difference alone.
    var shortCells: [String] {
        [
            Cells.number(before?.value, digits: metric.digits), Cells.number(after?.value, digits: metric.digits),
            Cells.change(difference, digits: metric.digits), Cells.percent(relativeChange), Cells.percent(errorReduction?.value),
        ]
    }

    /// Before, after, difference, relative change, error reduction.
    var cells: [String] {
        [
            Cells.level(before, digits: metric.digits), Cells.level(after, digits: metric.digits),
            Cells.change(difference, digits: metric.digits), Cells.percent(relativeChange), Cells.percent(errorReduction),
        ]
    }
}

extension ComparisonTable {
    static let headings = ["metric", "before", "after", "difference", "relative", "errors gone"]

    /// What the table rests on, line by line.
    var caption: [String] {
        let sizes = [before, after].map { size in
            "\(size.personas) personas, \(size.goals) goals, \(size.episodes) episodes, \(size.failures) failed, "
                + "\(size.abstentions) of \(size.verdicts) verdicts abstained"
        }
        return [
            "before: \(sizes[0])", "after:  \(sizes[1])",
            "\(pairs) pairs; in brackets \(Cells.number(100 * level, digits: 0)) % intervals over personas",
        ]
    }
}
