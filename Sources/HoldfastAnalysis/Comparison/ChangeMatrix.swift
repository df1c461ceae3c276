// SPDX-License-Identifier: Apache-2.0

/// What several runs changed, side by side: a run per row, a metric per column.
public struct ChangeMatrix: Hashable, Sendable, Codable {
    /// One run with its comparison of before and after.
    public struct Row: Hashable, Sendable, Codable {
        /// What the run is called; for a drill the module that it was trained against.
        public var name: String
        /// Before against after.
        public var table: ComparisonTable

        /// A run with its comparison.
        public init(name: String, table: ComparisonTable) {
            self.name = name
            self.table = table
        }
    }

    /// The runs in their order.
    public var rows: [Row]

    /// Puts runs side by side.
    public init(rows: [Row]) {
        self.rows = rows
    }

    /// The changes as Markdown, as many metrics at a time as a page bears. A change whose interval excludes 0 is bold.
    /// - Parameter width: metrics per table.
    public func markdown(width: Int = 9) -> String {
        let metrics = ReportedMetric.all.filter { metric in rows.contains { $0.table[metric.name]?.difference != nil } }
        return stride(from: 0, to: metrics.count, by: width).map { start in
            let columns = metrics[start..<min(start + width, metrics.count)]
            let headings = ["run"] + columns.map(\.title)
            return Markdown.table(
                headings: headings, rows: rows.map { row in [row.name] + columns.map { cell(row.table[$0.name]) } })
        }.joined(separator: "\n")
    }

    private func cell(_ row: ComparisonRow?) -> String {
        guard let row, let difference = row.difference else { return Cells.absent }
        let text = Cells.number(difference.value, digits: row.metric.digits, signed: true)
        return difference.excludes(0) ? "**\(text)**" : text
    }

    /// What got worse for sure in a run, the surest first: metrics with a perfect value whose interval of the difference excludes 0 in the bad
    /// direction.
    public static func worsened(_ table: ComparisonTable) -> [ComparisonRow] {
        func certainty(_ row: ComparisonRow) -> Double {
            guard let difference = row.difference, let low = difference.low, let high = difference.high, high > low else { return 0 }
            return abs(difference.value) / (high - low)
        }
        return table.rows.filter { row in
            guard let difference = row.difference, difference.excludes(0) else { return false }
            switch row.metric.target {
            case .one: return difference.value < 0
            case .zero: return difference.value > 0
            case .none: return false
            }
        }.sorted { certainty($0) > certainty($1) }
    }
}
