// SPDX-License-Identifier: Apache-2.0

extension ComparisonTable {
    /// The table as Markdown, with what it rests on below it.
    public var markdown: String {
        Markdown.table(headings: Self.headings, rows: rows.map { [$0.metric.title] + $0.cells }) + "\n"
            + (caption + correctedLines).map { "- \($0)\n" }.joined()
    }
}

extension SeedComparison {
    /// The pooled table, then before and after of each run side by side, as Markdown.
    public var markdown: String {
        let headings = ["metric"] + runs.flatMap { ["\($0.name): before", "after", "difference"] }
        let rows = pooled.rows.map { row in
            [row.metric.title]
                + runs.flatMap { run -> [String] in
                    let digits = row.metric.digits
                    let own = run.table[row.metric.name]
                    return [
                        Cells.number(own?.before?.value, digits: digits), Cells.number(own?.after?.value, digits: digits),
                        Cells.change(own?.difference, digits: digits),
                    ]
                }
        }
        return pooled.markdown + "- \(runs.count) runs, pooled; pairs stay within their run\n\nBy run:\n\n"
            + Markdown.table(headings: headings, rows: rows)
    }

    /// The pooled table for a terminal, then one line per run and metric.
    /// - Parameter width: columns of the terminal.
    public func text(width: Int = 120) -> String {
        let tables = runs.map { "\n\($0.name)\n\n\($0.table.text(width: width))" }
        return "all runs\n\n" + pooled.text(width: width) + tables.joined()
    }
}

enum Markdown {
    static func table(headings: [String], rows: [[String]]) -> String {
        ([headings, headings.map { _ in "---" }] + rows)
            .map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        // Leading spaces show the parts of a whole in a terminal; Markdown drops them.
        let parts = text.hasPrefix("  ") ? "– " + text.dropFirst(2) : text[...]
        return parts.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
