// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

extension JudgedSpeaker {
    /// Who judged, as stored with each verdict.
    public static let judge = "consistent-llms"
    /// What the scenarios say about where they come from.
    public static let source = "consistent-llms"

    /// The dialogue from this speaker's seat, with its stored judgements as verdicts and scores. Partners speak from the agent's seat.
    ///
    /// The persona's text becomes the persona's statements, topic and grade the goal's constraints. Whether the dialogue ended rightly is
    /// not known, and there is no reward.
    /// - Parameter phase: what the episodes of this file are called. Together with dialogue and speaker it names the episode.
    public func episode(phase: String) -> ScoredEpisode {
        let partner = SpeakerLabel(of: dialogue.lines.indices.filter { !lines.contains($0) }.map { dialogue.lines[$0].text })
        let turns = dialogue.lines.enumerated().map { position, line in
            let isOwn = dialogue.speaker(at: position) == speaker
            return Turn(index: position, seat: isOwn ? .user : .agent, text: (isOwn ? label : partner).spoken(line.text))
        }
        let scenario = scenario
        let episode = Episode(
            id: EpisodeID(phase: phase, step: 0, group: dialogue.number, rollout: speaker.rawValue - 1), scenario: scenario, turns: turns,
            trace: TokenTrace(), goal: GoalState(components: []), probes: [], ending: Ending(reason: .turnLimit, stop: nil), simulatorVersion: 0,
            samplingSeed: 0)
        return ScoredEpisode(episode: episode, verdicts: storedVerdicts, scores: scores)
    }

    private var scenario: Scenario {
        let persona = Persona(facts: [], policy: [], statements: dialogue.personas[speaker, default: ""].statements)
        let goal = UserGoal(intents: [], constraints: dialogue.details, components: [])
        let task = dialogue.task.isEmpty ? "dialogue" : dialogue.task.lowercased()
        return Scenario(
            id: "\(Self.source)-" + StableHash.hexadecimal("\(task)|\(persona.id)|\(goal.id)"), domain: "\(Self.source)/\(task)", persona: persona,
            goal: goal, limits: EpisodeLimits(userTurns: max(1, lines.count)), split: .test, seed: 0, source: Self.source)
    }

    private var storedVerdicts: [Verdict] {
        verdicts.map { line in
            verdict(Criterion.promptToLine, line.outcome, line.position, "", line.reply, missing: line.reply.reason)
        }
            + conflicts.map { line in
                let list = line.earlier.map(String.init).joined(separator: ", ")
                let evidence = line.earlier.isEmpty ? "" : "disagrees with turn\(line.earlier.count == 1 ? "" : "s") \(list)"
                return verdict(
                    Criterion.lineToLine, line.outcome, line.position, evidence, line.reply,
                    missing: line.reply.text.contains { !$0.isWhitespace } ? "the stored reply has no list" : "the stored reply is blank")
            }
    }

    private func verdict(
        _ criterion: String, _ outcome: VerdictOutcome, _ turn: Int, _ evidence: String, _ reply: StoredReply, missing: String
    ) -> Verdict {
        Verdict(
            criterion: criterion, outcome: outcome, turn: turn, evidence: outcome == .abstain ? missing : evidence, judge: Self.judge,
            abstention: outcome == .abstain ? .unreadable : nil,
            // The question was not stored.
            calls: [JudgeCall(judge: Self.judge, outcome: outcome, promptHash: "", reply: reply.text)])
    }

    private var scores: [Score] {
        verdicts.map { Score(MetricName.promptToLine, value(of: $0.outcome), turn: $0.position) }
            + conflicts.filter { $0.ordinal > 0 }.map { Score(MetricName.lineToLineMin, value(of: $0.outcome), turn: $0.position) }
            + [
                Score(MetricName.promptToLine, promptToLine), Score(MetricName.lineToLineMin, lineToLineMin),
                Score(MetricName.lineToLinePair, lineToLinePair), Score(MetricName.questionAndAnswer, theirSurvey.map { $0 / 5 }),
                Score(MetricName.firstContradiction, verdicts.first { $0.outcome == .fail }.map { Double($0.position) }),
                Score(MetricName.userTurns, Double(lines.count)),
            ]
    }

    private func value(of outcome: VerdictOutcome) -> Double? {
        switch outcome {
        case .pass: 1
        case .fail: 0
        case .abstain: nil
        }
    }
}
