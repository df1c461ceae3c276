// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore

extension StoredEpisode {
    /// A made episode at a place of a file that does not exist.
    static func made(_ scored: ScoredEpisode, row: Int = 0) -> StoredEpisode {
        StoredEpisode(scored: scored, reference: EpisodeReference(shard: "made.h5", row: row, id: scored.episode.id))
    }
}

extension EpisodeAccumulator {
    /// All that a list of episodes says.
    static func taking(_ episodes: [ScoredEpisode]) -> Self {
        var taken = Self()
        for (row, episode) in episodes.enumerated() { taken.add(.made(episode, row: row)) }
        return taken
    }
}

extension ScoredEpisode {
    /// An episode with goal components that reach given statuses, an ending and failed criteria by turn.
    static func ended(
        persona: Int = 0, _ reason: EndingReason = .userStop, stop: StopDecision? = .correct, lines: Int = 3,
        components: [(kind: ComponentKind, status: ComponentStatus)] = [], failed: [(criterion: String, turn: Int)] = [],
        passed: [(criterion: String, turn: Int)] = [], scores: [Score] = [], reward: Double? = nil, step: Int = 1, group: Int = 0, rollout: Int = 0
    ) -> ScoredEpisode {
        let definitions = components.enumerated().map { index, entry in
            GoalComponent(id: "\(entry.kind.rawValue).\(index)", kind: entry.kind, text: "component \(index)", check: .described)
        }
        var state = GoalState(components: definitions)
        for (definition, entry) in zip(definitions, components) {
            state.apply(StatusProposal(component: definition.id, status: entry.status, turn: 2, reason: "", judge: "made"))
        }
        let persona = Persona(facts: [Fact("name", "person \(persona)")], policy: [])
        let turns = (0..<lines).flatMap { line in
            [Turn(index: 2 * line, seat: .user, text: "line \(line)"), Turn(index: 2 * line + 1, seat: .agent, text: "answer")]
        }
        let failure = reason == .failure ? EpisodeFailure(boundary: .agent, message: "down") : nil
        let episode = Episode(
            id: EpisodeID(phase: EpisodeID.trainingPhase, step: step, group: group, rollout: rollout),
            scenario: Scenario(
                id: "s", domain: "d", persona: persona, goal: UserGoal(intents: [], constraints: [], components: definitions), split: .train, seed: 1,
                source: "made"),
            turns: turns, trace: TokenTrace(), goal: state, probes: [],
            ending: Ending(reason: reason, stop: failure == nil ? stop : nil, failure: failure),
            simulatorVersion: 0, samplingSeed: 0)
        let verdicts =
            failed.map { Verdict(criterion: $0.criterion, outcome: .fail, turn: $0.turn, judge: "made") }
            + passed.map { Verdict(criterion: $0.criterion, outcome: .pass, turn: $0.turn, judge: "made") }
        return ScoredEpisode(episode: episode, verdicts: verdicts, scores: scores, reward: reward)
    }
}

extension ReportSection {
    /// The row of a name in any table.
    func row(_ name: String) -> ReportRow? { tables.flatMap(\.rows).first { $0.name == name } }
}

/// An estimate's value, for comparisons in tests.
func value(_ section: ReportSection?, _ name: String) -> Double? { section?.row(name)?.estimate?.value }
