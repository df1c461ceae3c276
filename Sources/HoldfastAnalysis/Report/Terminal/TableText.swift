// SPDX-License-Identifier: Apache-2.0

/// A table of a report in columns. Where they do not fit, the reasons of what is missing go below the rows; then of a comparison the differences
/// alone keep their intervals; and where that does not fit either, each row is a short block.
struct TableText: Sendable {
    private let table: ReportTable
    private let width: Int

    init(_ table: ReportTable, width: Int) {
        self.table = table
        self.width = width
    }

    /// The lines, without the title.
    var lines: [String] {
        let forms = [Form(hasReasons: true, hasEpisodes: true), Form(hasReasons: true), Form(), Form(hasAllIntervals: false)]
        for form in forms {
            if let lines = aligned(form) { return lines }
        }
        return blocks
    }

    private struct Form {
        /// Whether reasons stand in the cells.
        var hasReasons = false
        /// Whether a column says which episode to look at.
        var hasEpisodes = false
        /// Whether all columns have their intervals, or the differences alone.
        var hasAllIntervals = true
    }

    private func texts(of row: ReportRow) -> [CellText] {
        zip(row.cells, table.headings.dropFirst()).map { CellText($0, heading: $1, personas: row.personas) }
    }

    private func aligned(_ form: Form) -> [String]? {
        let all = table.rows.map(texts)
        let count = table.headings.count - 1
        let hasDifferences = table.headings.contains("difference")
        guard count >= 0, form.hasAllIntervals || hasDifferences else { return nil }
        var columns = [[table.headings[0]] + table.rows.map { Self.plain($0.title) }]
        for column in 0..<count {
            // Numbers below each other, and the intervals behind them too.
            let values = all.map { column < $0.count ? Self.plain($0[column].value) : "" }
            let room = values.map(TerminalText.width).max() ?? 0
            let cells = all.enumerated().map { row, texts -> String in
                guard column < texts.count else { return "" }
                let text = texts[column]
                let isWords = if case .text = table.rows[row].cells[column] { true } else { false }
                var cell = isWords ? TerminalText.left(values[row], room) : TerminalText.right(values[row], room)
                if !text.interval.isEmpty, form.hasAllIntervals || table.headings[column + 1] == "difference" {
                    cell += " " + text.interval + (text.isResolved ? " *" : "")
                }
                if form.hasReasons, !text.reason.isEmpty { cell += " (\(Self.plain(text.reason)))" }
                return cell
            }
            // Plain numbers stand below the end of their heading; what is followed by an interval or is words, below its beginning.
            let isPlain = table.rows.allSatisfy { row in
                guard column < row.cells.count else { return true }
                if case .count = row.cells[column] { return true } else { return false }
            }
            let heading = Self.plain(table.headings[column + 1])
            let column = isPlain ? max(room, TerminalText.width(heading)) : 0
            columns.append(([heading] + cells).map { TerminalText.right($0, column) })
        }
        if form.hasEpisodes, table.rows.contains(where: { !$0.episodes.isEmpty }) {
            columns.append(["look at"] + table.rows.map { $0.episodes.first.map(EpisodeMark.text) ?? "" })
        }
        let widths = columns.map { $0.map(TerminalText.width).max() ?? 0 }
        guard widths.reduce(0, +) + 2 * (widths.count - 1) <= width else { return nil }
        var lines: [String] = []
        for line in 0...table.rows.count {
            let cells = zip(columns, widths).map { TerminalText.left($0[line], $1) }
            lines.append(cells.joined(separator: "  ").withoutTrailingSpaces)
            if line == 0 { lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "──")) }
            if line > 0 { lines += remarks(table.rows[line - 1], hasReasons: form.hasReasons) }
        }
        return lines
    }

    /// What must be said below a row.
    private func remarks(_ row: ReportRow, hasReasons: Bool) -> [String] {
        var remarks = row.note.isEmpty ? [] : [row.note]
        if !hasReasons {
            remarks += zip(texts(of: row), table.headings.dropFirst()).filter { !$0.0.reason.isEmpty }.map { "\($1): \($0.reason)" }
        }
        return remarks.flatMap { remark in
            TerminalText.wrapped(remark, width: max(10, width - 4), indent: 2).map { "    " + $0 }
        }
    }

    private var blocks: [String] {
        table.rows.flatMap { row -> [String] in
            let cells = zip(table.headings.dropFirst(), texts(of: row)).map { heading, text in
                let parts = [
                    text.value, text.interval, text.isResolved ? "*" : "", text.reason.isEmpty ? "" : "(\(text.reason))",
                ]
                return "\(heading): " + parts.filter { !$0.isEmpty }.joined(separator: " ")
            }
            let note = row.note.isEmpty ? [] : [row.note]
            return TerminalText.wrapped(row.title, width: width)
                + (cells + note).flatMap { cell in
                    TerminalText.wrapped(cell, width: max(10, width - 4), indent: 2).map { "    " + $0 }
                }
        }
    }

    private static func plain(_ text: String) -> String { VisibleText.of(text, keepsLines: false) }
}

/// An episode in a few letters: the shard's name and the row.
enum EpisodeMark {
    static func text(_ reference: EpisodeReference) -> String {
        let name = reference.shard.split(separator: "/").last.map(String.init) ?? reference.shard
        return VisibleText.of(name.hasSuffix(".h5") ? String(name.dropLast(3)) : name, keepsLines: false) + ":\(reference.row)"
    }
}

extension String {
    /// The text without spaces at its end.
    var withoutTrailingSpaces: String {
        guard let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...end])
    }
}
