// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The dialogues to read, and the names of the other episodes that something points at.
struct PageDialogues: Sendable {
    private let excerpts: [EpisodeExcerpt]
    private let anchors: PageAnchors

    init(_ excerpts: [EpisodeExcerpt], anchors: PageAnchors) {
        self.excerpts = excerpts
        self.anchors = anchors
    }

    var markup: Markup { dialogues + others }

    private var dialogues: Markup {
        guard !excerpts.isEmpty else { return Markup() }
        // An episode may be worth reading for several reasons and is still one dialogue with one anchor.
        var seen: Set<EpisodeReference> = []
        let articles = excerpts.filter { seen.insert($0.reference).inserted }.map(article)
        return .element("section", ["id": "dialogues"], [.element("h2", [:], .text("Dialogues to read"))] + articles)
    }

    private func article(_ excerpt: EpisodeExcerpt) -> Markup {
        let origins = anchors.origins(of: excerpt.reference)
        let shown = origins.prefix(8).map { Markup.element("a", ["href": "#\($0.anchor)"], .text($0.title)) + .text(" ") }
        let back = shown + (origins.count > 8 ? [.text("and \(origins.count - 8) more")] : [])
        return .element(
            "article", ["id": anchors.anchor(of: excerpt.reference)],
            .element(
                "header", [:], .element("h3", [:], .text(excerpt.summary)),
                excerpt.reasons.isEmpty
                    ? Markup() : .element("ul", ["class": "reasons"], excerpt.reasons.map { .element("li", [:], .text($0)) }),
                .element("p", ["class": "origin"], .text("\(excerpt.reference.id) "), .element("code", [:], .text(excerpt.reference.command)))),
            .element("ol", ["class": "chat"], excerpt.lines.map(line)),
            .element(
                "footer", [:], .element("p", [:], .element("strong", [:], .text("Ending: ")), .text(excerpt.outcome)),
                back.isEmpty ? Markup() : .element("p", ["class": "back"], [.text("Pointed at by: ")] + back)))
    }

    private func line(_ line: EpisodeExcerpt.Line) -> Markup {
        let seat = line.seat == "user" ? "user" : line.seat == "agent" ? "agent" : "other"
        return .element(
            "li", ["class": line.isFaulty ? "\(seat) fault" : seat],
            .element("span", ["class": "seat"], .text(line.seat + (line.isFaulty ? " · fault" : ""))),
            .element("p", ["dir": "auto"], .text(line.text)),
            line.remarks.isEmpty ? Markup() : .element("ul", ["class": "remarks"], line.remarks.map { .element("li", [:], .text($0)) }))
    }

    private var others: Markup {
        guard !anchors.named.isEmpty else { return Markup() }
        var shards: [String] = []
        var rows: [String: [EpisodeReference]] = [:]
        for reference in anchors.named {
            if rows[reference.shard] == nil { shards.append(reference.shard) }
            rows[reference.shard, default: []].append(reference)
        }
        let lists = shards.sorted().flatMap { shard -> [Markup] in
            let references = (rows[shard] ?? []).sorted { $0.row < $1.row }
            let numbers = references.map { reference in
                Markup.element("li", ["id": anchors.anchor(of: reference), "title": reference.command], .text("\(reference.row)"))
            }
            // The command without its number, which stands in the list.
            let command = references.first.map { String($0.command.dropLast("\($0.row)".count)) } ?? ""
            return [.element("dt", [:], .element("code", [:], .text(command + "…"))), .element("dd", [:], .element("ul", [:], numbers))]
        }
        return .element(
            "section", ["id": "episodes"], .element("h2", [:], .text("Other episodes")),
            .element(
                "p", ["class": "lead"],
                .text(
                    "What tables and plots point at without an excerpt above. Each command shows a dialogue; its number takes the place of the dots.")
            ),
            .element("dl", ["class": "named"], lists))
    }
}
