// SPDX-License-Identifier: Apache-2.0

extension AnalysisReport {
    /// The report for a terminal: tables in columns, plots as small curves, at the foot what it rests on and how to read it.
    /// - Parameter width: columns of the terminal; below 40 counts as 40.
    public func text(width: Int = 120) -> String {
        let width = max(40, width)
        let report = finite
        var lines = TerminalText.wrapped(title, width: width) + [""]
        for section in report.sections { lines += Self.lines(of: section, width: width) }
        lines += dialogues(width: width)
        lines += foot.flatMap { TerminalText.wrapped($0, width: width, indent: 2) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of section: ReportSection, width: Int) -> [String] {
        var lines = TerminalText.wrapped(section.title, width: width)
        lines.append(String(repeating: "═", count: min(width, lines.map(TerminalText.width).max() ?? 0)))
        lines += TerminalText.wrapped(section.lead, width: width)
        for table in section.tables {
            lines.append("")
            if !table.title.isEmpty { lines += TerminalText.wrapped(table.title, width: width) }
            lines += TableText(table, width: width).lines
        }
        for figure in section.figures {
            let title = figure.note.isEmpty ? figure.title : "\(figure.title): \(figure.note)"
            lines += [""] + TerminalText.wrapped(title, width: width) + FigureText(figure, width: width).lines
        }
        return lines + [""]
    }

    /// Where the dialogues lie that are worth reading, and why they are.
    private func dialogues(width: Int) -> [String] {
        guard !excerpts.isEmpty else { return [] }
        let shown = excerpts.prefix(8).flatMap { excerpt in
            TerminalText.wrapped(excerpt.reference.command, width: width - 2, indent: 2).map { "  " + $0 }
                + TerminalText.wrapped(excerpt.reasons.joined(separator: "; "), width: width - 6).map { "      " + $0 }
        }
        let rest = excerpts.count > 8 ? ["  and \(excerpts.count - 8) more"] : []
        return ["Dialogues to read", "═════════════════"] + shown + rest + [""]
    }

    /// What the report rests on and how to read it, one sentence a line.
    private var foot: [String] {
        let sources = sources.map { source in
            let facts = source.size.facts.map { fact in
                let words = fact.name.hasPrefix("step") ? "\(fact.name) \(fact.count)" : "\(fact.count) \(fact.name)"
                return words + (fact.note.isEmpty ? "" : " (\(fact.note))")
            }
            return "\(source.name): \(facts.joined(separator: ", "))"
        }
        let star = hasResolvedChanges ? ["* a change whose interval leaves out 0."] : []
        let example = sections.lazy.flatMap(\.tables).flatMap(\.rows).flatMap(\.episodes).first.map {
            ["look at: shard and row of an episode; \(EpisodeMark.text($0)) is shown by `\($0.command)`."]
        }
        return sources + star + (example ?? []) + notes
    }
}
