// SPDX-License-Identifier: Apache-2.0

extension AnalysisReport {
    /// The report as one HTML file that opens from disk: style and drawings are in it, it loads nothing and runs nothing.
    ///
    /// A policy in its head forbids both, whatever the dialogues contain. It follows the reader's choice of light or dark and prints on white.
    public func page() -> String { ReportPage(self).source }
}

/// The page's skeleton: head, contents, sections, dialogues.
struct ReportPage: Sendable {
    let report: AnalysisReport
    let anchors: PageAnchors

    init(_ report: AnalysisReport) {
        self.report = report.finite
        anchors = PageAnchors(self.report)
    }

    var source: String {
        let page = Markup.element("html", ["lang": "en"], head, .element("body", [:], contents, main))
        return "<!DOCTYPE html>\n" + page.source + "\n"
    }

    private var head: Markup {
        .element(
            "head", [:],
            .element("meta", ["charset": "utf-8"]),
            .element(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
                ]),
            .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .element("meta", ["name": "color-scheme", "content": "light dark"]),
            .element("meta", ["name": "referrer", "content": "no-referrer"]),
            .element("meta", ["name": "generator", "content": "holdfast"]),
            .element("title", [:], .text(report.title)),
            .element("style", [:], .literal(PageStyle.sheet)))
    }

    private var contents: Markup {
        var links = zip(report.sections, anchors.sections).map { section, anchor in link(to: anchor, section.title) }
        if !report.excerpts.isEmpty { links.append(link(to: "dialogues", "Dialogues to read")) }
        if !anchors.named.isEmpty { links.append(link(to: "episodes", "Other episodes")) }
        return .element(
            "nav", ["aria-label": "Contents"], .element("p", [:], .element("a", ["href": "#top"], .text("Holdfast"))), .element("ol", [:], links))
    }

    private func link(to anchor: String, _ title: String) -> Markup {
        .element("li", [:], .element("a", ["href": "#\(anchor)"], .text(title)))
    }

    private var main: Markup {
        let sections = report.sections.indices.map { PageSection(report.sections[$0], index: $0, anchors: anchors).markup }
        return .element("main", [:], [PageHead(report).markup] + sections + [PageDialogues(report.excerpts, anchors: anchors).markup])
    }
}
