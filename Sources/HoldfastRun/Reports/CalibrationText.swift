// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis

/// A calibration as tables, one per judge.
struct CalibrationText: Sendable {
    private let report: CalibrationReport

    init(_ report: CalibrationReport) {
        self.report = report
    }

    var text: String {
        let head = "\(report.items), SHA-256 \(report.itemsHash.prefix(12)), \(report.date)"
        return ([head] + report.judges.map(table)).joined(separator: "\n\n")
    }

    private func table(_ calibration: JudgeCalibration) -> String {
        var table = TextTable()
        table.header = ["criterion", "items", "true positives", "true negatives", "abstains", "kappa", "people's kappa", "with judge"]
        table.rows = calibration.criteria.map { row in
            [
                row.criterion, "\(row.items)", Self.cell(row.truePositiveRate), Self.cell(row.trueNegativeRate), Self.cell(row.abstentionRate),
                Self.cell(row.kappa), Self.cell(row.kappaOfPeople), Self.cell(row.kappaWithJudge),
            ]
        }
        let notes = calibration.criteria.compactMap { row -> String? in
            let out = [
                (row.withoutLabels, "without a label"), (row.ties, "on which people are level"),
                (row.counts.unlabelled, "that people could not tell"),
            ]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return out.isEmpty ? nil : "\(row.criterion): left out \(out.joined(separator: ", "))"
        }
        return ([calibration.judge] + table.lines + notes).joined(separator: "\n")
    }

    private static func cell(_ estimate: Estimate?) -> String {
        guard let estimate else { return "-" }
        let interval = zip(estimate.low, estimate.high).map { " [\(fixed($0, 2)), \(fixed($1, 2))]" } ?? ""
        return fixed(estimate.value, 3) + interval + " n=\(estimate.observations)"
    }

    private static func cell(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "-" }

    private static func zip(_ low: Double?, _ high: Double?) -> (Double, Double)? {
        guard let low, let high else { return nil }
        return (low, high)
    }
}
