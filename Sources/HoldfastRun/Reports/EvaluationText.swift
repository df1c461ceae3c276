// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis

/// One evaluation as a table for people.
struct EvaluationText: Sendable {
    private let summary: EvaluationSummary

    init(_ summary: EvaluationSummary) {
        self.summary = summary
    }

    var text: String {
        let rows = ReportedMetric.all.compactMap { metric -> [String]? in
            guard let estimate = summary[metric.name] else { return nil }
            let interval =
                if let low = estimate.low, let high = estimate.high {
                    "[\(fixed(low, metric.digits)), \(fixed(high, metric.digits))]"
                } else {
                    ""
                }
            return [metric.title, fixed(estimate.value, metric.digits), interval, "\(estimate.observations)"]
        }
        let size = summary.size
        let table = TextTable(header: ["metric", "value", "95 % interval", "observations"], rows: rows)
        let caption =
            "\(size.episodes) episodes, \(size.personas) personas, \(size.goals) goals, \(size.failures) failed, "
            + "\(size.abstentions) of \(size.verdicts) verdicts abstained; intervals over personas."
        return (table.lines + ["", caption] + summary.correctedLines).joined(separator: "\n")
    }
}
