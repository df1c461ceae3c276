// SPDX-License-Identifier: Apache-2.0

extension ComparisonTable {
    /// The table for a terminal: aligned columns, where they do not fit with fewer intervals, and where those do not fit either one
    /// short block per metric.
    /// - Parameter width: columns of the terminal.
    public func text(width: Int = 120) -> String {
        let body = aligned(\.cells, width: width) ?? aligned(\.shortCells, width: width) ?? blocks
        return (body + [""] + caption + correctedLines).joined(separator: "\n") + "\n"
    }

    /// The lines of the grid, or nil where they are wider than the terminal.
    private func aligned(_ cells: (ComparisonRow) -> [String], width: Int) -> [String]? {
        let grid = [Self.headings] + rows.map { [$0.metric.title] + cells($0) }
        let widths = Self.headings.indices.map { column in grid.map { $0[column].count }.max() ?? 0 }
        guard widths.reduce(0, +) + 2 * (widths.count - 1) <= width else { return nil }
        var lines = grid.map { row in
            zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
                .joined(separator: "  ").trimmingTrailingSpaces
        }
        lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
        return lines
    }

    private var blocks: [String] {
        rows.flatMap { row in
            [row.metric.title] + zip(Self.headings.dropFirst(), row.cells).filter { $0.1 != Cells.absent }.map { "    \($0.0): \($0.1)" }
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        guard let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...end])
    }
}
