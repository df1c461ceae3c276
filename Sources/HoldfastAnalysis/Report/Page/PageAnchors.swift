// SPDX-License-Identifier: Apache-2.0

/// The places of a page that links lead to, and what leads to them.
struct PageAnchors: Sendable {
    /// A place that points at an episode.
    struct Origin: Hashable, Sendable {
        /// Anchor of the row or figure.
        var anchor: String
        /// What it is called.
        var title: String
    }

    /// Every episode that anything points at, those with an excerpt first.
    let references: [EpisodeReference]
    /// Anchors of sections, in the order of the report.
    let sections: [String]
    /// Anchors of figures, by section.
    let figures: [[String]]
    /// Anchors of rows, by section and table.
    let rows: [[[String]]]
    private let places: [EpisodeReference: Int]
    private let origins: [EpisodeReference: [Origin]]
    /// The numbers of episodes that can be read on the page.
    private let excerpts: Int

    init(_ report: AnalysisReport) {
        var names = AnchorNames()
        sections = report.sections.map { names.unique("section-\($0.id)") }
        figures = report.sections.map { $0.figures.map { names.unique("figure-\($0.id)") } }
        rows = report.sections.map { $0.tables.map { $0.rows.map { names.unique("row-\($0.name)") } } }

        var references: [EpisodeReference] = []
        var places: [EpisodeReference: Int] = [:]
        func place(_ reference: EpisodeReference) {
            guard places[reference] == nil else { return }
            places[reference] = references.count
            references.append(reference)
        }
        for excerpt in report.excerpts { place(excerpt.reference) }
        excerpts = references.count

        var origins: [EpisodeReference: [Origin]] = [:]
        func lead(from origin: Origin, to episodes: [EpisodeReference]) {
            for reference in episodes {
                place(reference)
                if origins[reference]?.contains(origin) != true { origins[reference, default: []].append(origin) }
            }
        }
        for (section, content) in report.sections.enumerated() {
            for (table, rows) in content.tables.enumerated() {
                for (row, value) in rows.rows.enumerated() {
                    lead(from: Origin(anchor: self.rows[section][table][row], title: value.title), to: value.episodes)
                }
            }
            for (figure, value) in content.figures.enumerated() {
                let origin = Origin(anchor: figures[section][figure], title: value.title)
                for point in value.series.flatMap(\.points) { lead(from: origin, to: point.episodes) }
            }
        }
        self.references = references
        self.places = places
        self.origins = origins
    }

    /// The anchor of an episode, with or without an excerpt; nil for one that nothing points at.
    func anchor(of reference: EpisodeReference) -> String? { places[reference].map { "episode-\($0)" } }

    /// Whether the episode can be read on the page.
    func hasExcerpt(_ reference: EpisodeReference) -> Bool { places[reference].map { $0 < excerpts } ?? false }

    /// What points at an episode, in the order of the page.
    func origins(of reference: EpisodeReference) -> [Origin] { origins[reference] ?? [] }

    /// The episodes that can only be named.
    var named: ArraySlice<EpisodeReference> { references[excerpts...] }
}

/// Identifiers of a page: letters, digits and dashes, none twice.
struct AnchorNames: Sendable {
    private var taken: Set<String> = []

    /// The name as an identifier; a number is added where another has it.
    mutating func unique(_ name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil) ? Character(scalar) : "-"
            })
        let candidates = sequence(first: 1) { $0 + 1 }.lazy.map { $0 == 1 ? plain : "\(plain)-\($0)" }
        let free = candidates.first { !taken.contains($0) } ?? plain
        taken.insert(free)
        return free
    }
}
