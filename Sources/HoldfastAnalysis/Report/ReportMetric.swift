// SPDX-License-Identifier: Apache-2.0

/// One named quantity of a report in the form that programs ask for: the row without its table.
public struct ReportMetric: Hashable, Sendable {
    /// Name of the row, such as `drift/prompt_to_line`.
    public var name: String
    /// Name for people.
    public var title: String
    /// The level: the value of an analysis, what stands after in a comparison.
    public var level: ReportCell
    /// The level before; nil outside of a comparison.
    public var before: ReportCell?
    /// After less before; nil outside of a comparison.
    public var difference: ReportCell?
    /// Distinct personas that it rests on; nil where the question has no meaning.
    public var personas: Int?
    /// The episodes to look at for it.
    public var episodes: [EpisodeReference]

    /// Looks up in the row what the table's headings say.
    ///
    /// The level stands under `value` or `after`; where no column is called so, it is the first estimate, else the first cell.
    init(_ row: ReportRow, headings: [String]) {
        func cell(_ heading: String) -> ReportCell? { zip(headings.dropFirst(), row.cells).first { $0.0 == heading }?.1 }
        let firstEstimate = row.cells.first { if case .estimate = $0 { true } else { false } }
        name = row.name
        title = row.title
        level = cell("value") ?? cell("after") ?? firstEstimate ?? row.cells.first ?? .absent("the row is empty")
        before = cell("before")
        difference = cell("difference")
        personas = row.personas
        episodes = row.episodes
    }
}

extension AnalysisReport {
    /// Every named quantity in the order of the tables; of rows with the same name the first.
    public var metrics: [ReportMetric] {
        var names: Set<String> = []
        return sections.flatMap(\.tables).flatMap { table in
            table.rows.filter { names.insert($0.name).inserted }.map { ReportMetric($0, headings: table.headings) }
        }
    }
}

extension ReportMetric: Encodable {
    private enum Key: String, CodingKey { case before, difference, personas }

    /// Writes the level's own keys, and beside them `personas` and the cells `before` and `difference` where there are such.
    public func encode(to encoder: any Encoder) throws {
        try level.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(before, forKey: .before)
        try container.encodeIfPresent(difference, forKey: .difference)
        try container.encodeIfPresent(personas, forKey: .personas)
    }
}
