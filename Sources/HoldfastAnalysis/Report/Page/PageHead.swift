// SPDX-License-Identifier: Apache-2.0

/// The top of the page: what it is about, what it rests on, how to read it.
struct PageHead: Sendable {
    let report: AnalysisReport

    init(_ report: AnalysisReport) {
        self.report = report
    }

    var markup: Markup {
        let sources = report.sources.map { source in
            let facts = source.size.facts.map { fact in
                Markup.element(
                    "div", [:], .element("dt", [:], .text(fact.name)),
                    .element("dd", [:], .text(fact.count), fact.note.isEmpty ? Markup() : .element("small", [:], .text(fact.note))))
            }
            return Markup.element(
                "section", ["class": "source"],
                .element(
                    "p", ["class": "origin"], .element("strong", [:], .text(source.name)), .text(" "), paths(source)),
                .element("dl", [:], facts))
        }
        return .element(
            "header", ["id": "top"], [.element("h1", [:], .text(report.title))] + sources + [reading])
    }

    private func paths(_ source: ReportSource) -> Markup {
        var parts: [Markup] = []
        if source.paths != [source.name] {
            parts = source.paths.prefix(4).map { .element("code", [:], .text($0)) + .text(" ") }
            if source.paths.count > 4 { parts.append(.text("and \(source.paths.count - 4) more; ")) }
        }
        let phases = source.size.phases.isEmpty ? "" : "; " + source.size.phases.joined(separator: ", ")
        parts.append(.text("\(CellText.grouped(source.shards)) \(source.shards == 1 ? "file" : "files")\(phases)"))
        return parts.joined
    }

    private var reading: Markup {
        let bold = report.hasResolvedChanges ? ["Bold: a change whose interval leaves out 0."] : []
        let sentences = bold + report.notes
        return sentences.isEmpty ? Markup() : .element("ul", ["class": "notes"], sentences.map { .element("li", [:], .text($0)) })
    }
}
