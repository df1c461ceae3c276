// SPDX-License-Identifier: Apache-2.0

extension GateReport {
    /// The verdicts for a terminal: a table rule by rule, then what failed, why, and the dialogues to look at.
    /// - Parameter width: columns of the terminal; below 40 counts as 40.
    public func text(width: Int = 120) -> String {
        let width = max(40, width)
        let failed = verdicts.filter { !$0.isMet }
        let asked = "\(verdicts.count) \(verdicts.count == 1 ? "threshold" : "thresholds")"
        let outcome = isMet ? "gate met: all \(asked)" : "gate not met: \(failed.count) of \(asked)"
        var lines = TerminalText.wrapped("\(outcome) of \(thresholds)", width: width, indent: 2) + [""]
        lines += table(width: width) + [""]
        for verdict in failed {
            let heading = "\(verdict.metric), \(verdict.bound.words): \(verdict.why)"
            lines += TerminalText.wrapped(heading, width: width, indent: 2)
            if !verdict.note.isEmpty { lines += TerminalText.wrapped("(\(verdict.note))", width: width - 2).map { "  " + $0 } }
            lines += verdict.episodes.prefix(3).flatMap { reference in
                TerminalText.wrapped("look at: \(reference.command)", width: width - 2, indent: 2).map { "  " + $0 }
            }
            lines.append("")
        }
        for sentence in foot { lines += TerminalText.wrapped(sentence, width: width, indent: 2) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var foot: [String] {
        let from = runs.isEmpty ? [] : ["thresholds from: \(runs.joined(separator: ", "))"]
        let subjects = "looked at: \(subjects.joined(separator: ", "))" + (subjects.count > 1 ? " (medians)" : "")
        return [subjects] + (baseline.map { ["baseline: \($0)"] } ?? []) + from
    }

    private func table(width: Int) -> [String] {
        let rows = verdicts.map { verdict in
            [
                verdict.isMet ? "pass" : "FAIL", verdict.metric, verdict.bound.words, verdict.number.map(NumberText.short) ?? "-",
                verdict.estimateText, verdict.personas.map { "\($0)" } ?? "-",
            ].map { VisibleText.of($0, keepsLines: false) }
        }
        for columns in [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4], [0, 1, 2, 3]] {
            let headings = ["", "metric", "must be", "is", "estimate", "personas"]
            let grid = ([headings] + rows).map { row in columns.map { row[$0] } }
            let widths = columns.indices.map { column in grid.map { TerminalText.width($0[column]) }.max() ?? 0 }
            guard widths.reduce(0, +) + 2 * (widths.count - 1) <= width else { continue }
            var lines = grid.map { row in zip(row, widths).map(TerminalText.left).joined(separator: "  ").withoutTrailingSpaces }
            lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "──"), at: 1)
            return lines
        }
        return rows.flatMap { row in
            TerminalText.wrapped("\(row[0]) \(row[1])", width: width, indent: 2)
                + TerminalText.wrapped("\(row[2]); is \(row[3])", width: width - 5, indent: 2).map { "     " + $0 }
        }
    }
}

extension GateVerdict {
    /// The estimate behind the number, or those of all runs.
    var estimateText: String {
        estimates.map { estimate in
            let value = NumberText.short(estimate.value)
            guard let low = estimate.low, let high = estimate.high else { return value }
            return low == high ? value : "\(value) [\(NumberText.short(low)), \(NumberText.short(high))]"
        }.joined(separator: "; ")
    }
}
