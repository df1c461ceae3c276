// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore

extension StoredEpisode {
    /// An episode of one of some personas, with lines, probes, scores of single lines and verdicts on the answers.
    static func made(
        persona: Int, rollout: Int = 0, lines: [String] = ["I need a train", "Yes please"], facts: [Fact] = [], policy: [PolicyRule] = [],
        probes: [ProbeRecord] = [], answers: [VerdictOutcome] = [], scores: [Score] = [], stop: StopDecision = .correct, reward: Double? = nil,
        failed: Bool = false
    ) -> StoredEpisode {
        var scored = ScoredEpisode.made(scenario: "s\(persona)", rollout: rollout, lines: lines, failed: failed)
        scored.episode.scenario.persona = Persona(facts: [Fact("name", "person \(persona)")] + facts, policy: policy)
        scored.episode.probes = probes
        if !failed { scored.episode.ending.stop = stop }
        scored.verdicts = answers.map { Verdict(criterion: Criterion.questionAndAnswer, outcome: $0, turn: 0, judge: "made") }
        scored.scores = scores
        scored.reward = reward
        return StoredEpisode(scored: scored, reference: EpisodeReference(shard: "made.h5", row: 100 * persona + rollout, id: scored.episode.id))
    }
}

extension ReportSection {
    /// The estimate of a row; nil where there is none.
    func estimate(_ name: String) -> Estimate? { row(name)?.estimate }

    /// The numbers of all rows, by name, and of all points.
    var numbers: [String: [Double]] {
        var numbers: [String: [Double]] = [:]
        for row in tables.flatMap(\.rows) {
            numbers[row.name] = row.cells.flatMap { cell -> [Double] in
                guard case .estimate(let estimate, _, _) = cell else { return [] }
                return [estimate.value, estimate.low ?? -1, estimate.high ?? -1, Double(estimate.observations)]
            }
        }
        for figure in figures {
            for series in figure.series { numbers["\(figure.id)/\(series.name)"] = series.points.flatMap { [$0.x, $0.y.value] } }
        }
        return numbers
    }
}

/// Whether two sections have the same rows with the same numbers, up to rounding.
func agree(_ first: ReportSection?, _ second: ReportSection?) -> Bool {
    guard let first = first?.numbers, let second = second?.numbers else { return first == nil && second == nil }
    return first.keys == second.keys
        && first.allSatisfy { name, values in
            guard let others = second[name], others.count == values.count else { return false }
            return zip(values, others).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0)) }
        }
}
