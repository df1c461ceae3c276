// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The answer to one question: its sentence, its tables, its plots.
struct PageSection: Sendable {
    private let section: ReportSection
    private let index: Int
    private let anchors: PageAnchors

    init(_ section: ReportSection, index: Int, anchors: PageAnchors) {
        self.section = section
        self.index = index
        self.anchors = anchors
    }

    var markup: Markup {
        let tables = section.tables.enumerated().map { PageTable($1, rows: anchors.rows[index][$0], anchors: anchors).markup }
        let figures = section.figures.enumerated().map { PageFigure($1, anchor: anchors.figures[index][$0], anchors: anchors).markup }
        return .element(
            "section", ["id": anchors.sections[index]],
            [
                .element("h2", [:], .text(section.title)),
                section.lead.isEmpty ? Markup() : .element("p", ["class": "lead"], .text(section.lead)),
            ] + tables + figures)
    }
}

/// A table; on a telephone each row becomes a block, so headings go with their cells.
struct PageTable: Sendable {
    private let table: ReportTable
    private let rows: [String]
    private let anchors: PageAnchors
    private var hasEpisodes: Bool { table.rows.contains { !$0.episodes.isEmpty } }

    /// - Parameter rows: the anchors of the rows.
    init(_ table: ReportTable, rows: [String], anchors: PageAnchors) {
        self.table = table
        self.rows = rows
        self.anchors = anchors
    }

    var markup: Markup {
        let headings = table.headings + (hasEpisodes ? ["episodes"] : [])
        let head = headings.enumerated().map { column, heading in
            Markup.element("th", ["scope": "col", "class": isWords(column) ? "words" : nil], .text(heading))
        }
        let caption = table.title.isEmpty ? Markup() : Markup.element("caption", [:], .text(table.title))
        return .element(
            "div", ["class": "table"],
            .element(
                "table", [:], caption, .element("thead", [:], .element("tr", [:], head)),
                .element("tbody", [:], zip(table.rows, rows).map(row))))
    }

    private func isWords(_ column: Int) -> Bool {
        guard column > 0, column < table.headings.count else { return true }
        return !table.rows.contains { row in
            guard row.cells.indices.contains(column - 1) else { return false }
            switch row.cells[column - 1] {
            case .estimate, .count: return true
            case .text, .absent: return false
            }
        }
    }

    private func row(_ row: ReportRow, anchor: String) -> Markup {
        let depth = row.title.prefix { $0 == " " }.count / 2
        let title = Markup.element(
            "th", ["scope": "row", "class": depth > 0 ? "part" : nil], .text(String(row.title.drop { $0 == " " })),
            row.note.isEmpty ? Markup() : .element("small", [:], .text(row.note)))
        let columns = table.headings.dropFirst()
        var cells = columns.enumerated().map { column, heading in
            row.cells.indices.contains(column)
                ? cell(row.cells[column], heading: heading, personas: row.personas, isWords: isWords(column + 1))
                : Markup.element("td", ["data-heading": heading])
        }
        if hasEpisodes {
            cells.append(.element("td", ["class": "words", "data-heading": "episodes"], EpisodeLinks(row.episodes, anchors: anchors).markup))
        }
        return .element("tr", ["id": anchor], [title] + cells)
    }

    private func cell(_ cell: ReportCell, heading: String, personas: Int?, isWords: Bool) -> Markup {
        let text = CellText(cell, heading: heading, personas: personas)
        var content = text.isResolved ? Markup.element("b", [:], .text(text.value)) : .text(text.value)
        if !text.interval.isEmpty { content += .text(" ") + .element("span", ["class": "interval"], .text(text.interval)) }
        if !text.reason.isEmpty { content += .text(" ") + .element("small", [:], .text(text.reason)) }
        return .element("td", ["data-heading": heading, "class": isWords ? "words" : nil], content)
    }
}

/// Links to episodes, by number.
struct EpisodeLinks: Sendable {
    private let references: [EpisodeReference]
    private let anchors: PageAnchors
    private let hasHints: Bool

    /// - Parameter hasHints: whether each says the command that shows it; it stands at the link's end, too.
    init(_ references: [EpisodeReference], anchors: PageAnchors, hasHints: Bool = true) {
        self.references = references
        self.anchors = anchors
        self.hasHints = hasHints
    }

    /// Those that can be read on the page stand out from those that are only named there.
    var markup: Markup {
        references.compactMap { reference -> Markup? in
            guard let anchor = anchors.anchor(of: reference) else { return nil }
            let isHere = anchors.hasExcerpt(reference)
            return .element(
                "a", ["class": isHere ? "episode here" : "episode", "href": "#\(anchor)", "title": hasHints ? reference.command : nil],
                .text(reference.id.description))
                + .text(" ")
        }.joined
    }
}
