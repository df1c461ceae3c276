// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Lines of a limited number of dialogues, for measures of wording that need all lines at once.
///
/// Which dialogues are kept follows from hashes, so it is a fair sample and the same in every order of reading.
struct WordingSample: Sendable {
    /// Dialogues that are kept at most.
    static let limit = 1_024

    private var kept: [UInt64: (cluster: String, lines: [String])] = [:]
    private var highest = UInt64.max

    mutating func add(_ stored: StoredEpisode) {
        let hash = StableHash.of("\(stored.reference.id)|\(stored.reference.row)|\(stored.reference.shard)")
        guard hash <= highest else { return }
        let lines = EpisodeMetrics.lines(of: stored.episode)
        guard !lines.isEmpty else { return }
        kept[hash] = (stored.episode.scenario.subject, lines)
        // Thinned at twice the limit, so that the cost of sorting is shared by many.
        if kept.count >= 2 * Self.limit { thin() }
    }

    mutating func merge(_ other: WordingSample) {
        kept.merge(other.kept) { first, _ in first }
        if kept.count >= 2 * Self.limit { thin() }
    }

    private mutating func thin() {
        let hashes = kept.keys.sorted()
        highest = hashes[Self.limit - 1]
        for hash in hashes[Self.limit...] { kept[hash] = nil }
    }

    /// distinct-2 over all kept lines and over an equal number of bigrams.
    func rows(level: Double) -> [ReportRow] {
        let chosen = kept.sorted { $0.key < $1.key }.prefix(Self.limit).map(\.value)
        var census = BigramCensus()
        for dialogue in chosen { census.add(dialogue.lines, cluster: dialogue.cluster) }
        let personas = Set(chosen.map(\.cluster)).count
        let note = kept.count > Self.limit ? "over \(Self.limit) dialogues" : ""
        return [
            ReportRow.level(
                MetricName.distinct2, title: "distinct-2", census.estimate(level: level) { BigramCensus.distinct(in: $0) }, personas: personas,
                note: note),
            ReportRow.level(
                ReportedMetric.rarefiedDistinct2, title: "distinct-2, equal length",
                census.estimate(level: level) { BigramCensus.rarefied($0, to: AnalysisOptions().rarefiedBigrams) }, personas: personas, note: note),
        ].compactMap { $0 }
    }
}
