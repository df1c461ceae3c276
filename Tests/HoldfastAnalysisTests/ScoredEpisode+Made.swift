// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension ScoredEpisode {
    /// A short episode with given lines, scores and verdicts per line (nil abstains).
    static func made(
        persona: Int = 0, scenario: String = "s", rollout: Int = 0, seed: UInt64 = 0, lines: [String] = ["hello there"],
        scores: [String: Double?] = [:], agrees: [Bool?] = [], failed: Bool = false
    ) -> ScoredEpisode {
        let persona = Persona(facts: [Fact("name", "person \(persona)")], policy: [])
        let goal = UserGoal(intents: ["book"], constraints: [], components: [])
        let turns = lines.enumerated().flatMap { index, line in
            [Turn(index: 2 * index, seat: .user, text: line), Turn(index: 2 * index + 1, seat: .agent, text: "agent words here")]
        }
        let ending =
            failed
            ? Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: "down"))
            : Ending(reason: .userStop, stop: .correct)
        let episode = Episode(
            id: EpisodeID(phase: "eval", step: 0, group: 0, rollout: rollout),
            scenario: Scenario(id: scenario, domain: "d", persona: persona, goal: goal, split: .test, seed: 1, source: "made"), turns: turns,
            trace: TokenTrace(), goal: GoalState(components: []), probes: [], ending: ending, simulatorVersion: 0, samplingSeed: seed)
        let verdicts = agrees.enumerated().map { index, agrees in
            Verdict(
                criterion: Criterion.promptToLine, outcome: agrees.map { $0 ? .pass : .fail } ?? .abstain, turn: 2 * index, judge: "made")
        }
        return ScoredEpisode(
            episode: episode, verdicts: verdicts, scores: scores.sorted { $0.key < $1.key }.map { Score($0.key, $0.value) }, reward: nil)
    }
}
