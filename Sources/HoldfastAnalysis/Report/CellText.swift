// SPDX-License-Identifier: Apache-2.0

/// A cell in the words that the terminal and the page share.
struct CellText: Hashable, Sendable {
    /// The number, the words, or `-` where there is nothing.
    var value: String
    /// The interval in brackets, empty where there is none.
    var interval = ""
    /// Why there is no number or no interval; empty where nothing is missing.
    var reason = ""
    /// Whether it is a change whose interval leaves out 0.
    var isResolved = false

    /// - Parameters:
    ///   - heading: what the column is called; relative changes are in percent.
    ///   - personas: what the row rests on, which tells why there is no interval.
    init(_ cell: ReportCell, heading: String = "", personas: Int? = nil) {
        switch cell.finite {
        case .estimate(let estimate, let digits, let signed):
            let unit = Self.percentHeadings.contains(heading) ? "%" : ""
            func text(_ number: Double) -> String { Cells.number(number, digits: digits, signed: signed) + unit }
            value = text(estimate.value)
            if let low = estimate.low, let high = estimate.high {
                interval = "[\(text(low)), \(text(high))]"
                isResolved = signed && estimate.excludes(0)
            } else {
                reason = personas == 1 ? "one persona: no interval" : "no interval"
            }
        case .count(let count): value = Self.grouped(count)
        case .text(let text): value = text
        case .absent(let why):
            value = Cells.absent
            reason = why
        }
    }

    /// Headings of columns whose numbers are hundredths.
    static let percentHeadings: Set<String> = ["relative", "errors gone"]

    /// A whole number with commas between thousands.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
            text.append(digit.element)
        }
        return number < 0 ? "-" + text : text
    }
}

extension AnalysisReport {
    /// Whether any change stands out, so that a reader must be told what that means.
    var hasResolvedChanges: Bool {
        sections.contains { $0.tables.contains { $0.rows.contains { $0.cells.contains { CellText($0).isResolved } } } }
    }
}

extension AnalysisSize {
    /// What there is of each thing, with what to say beside it.
    var facts: [(name: String, count: String, note: String)] {
        var facts = [
            ("personas", CellText.grouped(personas), ""), ("scenarios", CellText.grouped(scenarios), ""),
            ("episodes", CellText.grouped(episodes), failures == 0 ? "" : "\(CellText.grouped(failures)) failed"),
            (seeds == 1 ? "seed" : "seeds", CellText.grouped(seeds), ""), ("lines of users", CellText.grouped(lines), ""),
            ("verdicts", CellText.grouped(verdicts), abstentions == 0 ? "" : "\(CellText.grouped(abstentions)) abstained"),
        ]
        if lastStep > 0 {
            facts.append((firstStep == lastStep ? "step" : "steps", firstStep == lastStep ? "\(lastStep)" : "\(firstStep)–\(lastStep)", ""))
        }
        return facts
    }
}
