// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One layout of rows, a JSON object a line.
protocol RowLayout: Sendable {
    var settings: ExportSettings { get }

    /// The rows that the episodes of one group make: those of one scenario that a step sampled side by side.
    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue]
}

extension RowLayout {
    func view(_ scored: ScoredEpisode) -> DialogueView { DialogueView(scored.episode, settings: settings) }

    /// What every row of one episode ends with: reward, metrics and metadata.
    func extras(of scored: ScoredEpisode) -> [JSONValue.Member] {
        [
            JSONValue.Member("reward", scored.reward(of: settings.seat).map(JSONValue.double) ?? .null),
            JSONValue.Member("metrics", .numbers(scored.metrics)),
            JSONValue.Member("metadata", .object(scored.episode.facts(seat: settings.seat))),
        ]
    }
}

extension JSONValue {
    /// An object of numbers.
    static func numbers(_ values: [(name: String, value: Double)]) -> JSONValue {
        .object(values.map { Member($0.name, .double($0.value)) })
    }
}

/// Episodes that belong together: one phase, step and group, and one scenario.
struct GroupKey: Hashable {
    let phase: String
    let step: Int
    let group: Int
    let scenario: String

    init(_ episode: Episode) {
        (phase, step, group, scenario) = (episode.id.phase, episode.id.step, episode.id.group, episode.scenario.id)
    }
}
