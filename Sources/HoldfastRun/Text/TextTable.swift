// SPDX-License-Identifier: Apache-2.0

/// Rows of text in aligned columns.
struct TextTable: Sendable {
    var header: [String] = []
    var rows: [[String]] = []

    /// The lines; columns are two spaces apart, the first is aligned to the left and numbers to the right.
    var lines: [String] {
        let all = (header.isEmpty ? [] : [header]) + rows
        let count = all.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        let numeric = (0..<count).map { column in
            column > 0 && rows.allSatisfy { $0.count <= column || $0[column].isEmpty || $0[column].first.map { "0123456789-+".contains($0) } ?? true }
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (numeric[column] ? padding + cell : cell + padding)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
