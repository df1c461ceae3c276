// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// An episode with everything that judges and measures say of it, before weights come in.
struct JudgedEpisode {
    let episode: Episode
    let lines: [UserLine]
    /// By the judge that rewards.
    let drift: JudgedDrift
    /// By the judge that evaluates; nil where none was asked.
    let evaluation: JudgedDrift?
    let progress: GoalProgress
    let goalWeights: GoalWeights
    /// Who knew what; nil without a lexicon.
    let information: InformationLedger?
    /// Which lines mostly say what was said before; nil for those too short to tell.
    let repeating: [Bool?]
    /// Per line, how much it speaks like an assistant.
    let likeness: [Double]
    /// What the probes show.
    let probes: ProbeMeasures
    /// Per line, how much better it fits its own persona than others'; nil for lines that claim nothing, and where nobody is there to compare with.
    let contrast: [Double?]

    /// - Parameters:
    ///   - reader: reads the answers to probes; nil without a lexicon.
    ///   - contrast: the others that lines are held against; nil for none.
    init(
        _ episode: Episode, lines: [UserLine], drift: JudgedDrift, evaluation: JudgedDrift? = nil, goalWeights: GoalWeights = .equal,
        reader: LineReader? = nil, contrast: PersonaContrast? = nil
    ) {
        self.episode = episode
        self.lines = lines
        self.drift = drift
        self.evaluation = evaluation
        self.goalWeights = goalWeights
        self.progress = GoalProgress(goal: episode.goal, userTurns: lines.map(\.turn.index))
        self.repeating = LexicalMeasures.repeatingLines(lines.map(\.text))
        self.likeness = lines.map { AssistantLikeness.score($0.text) }
        self.probes = ProbeMeasures(episode, reader: reader, verdicts: drift.probes)
        self.contrast = lines.map { line in line.fault == nil ? contrast?.value(of: line) : nil }
        self.information = JudgedEpisode.information(of: episode, lines: lines)
    }

    private static func information(of episode: Episode, lines: [UserLine]) -> InformationLedger? {
        var readings: [Int: LineReading] = [:]
        for line in lines {
            guard let reading = line.reading else { return nil }
            readings[line.turn.index] = reading
        }
        return InformationLedger(scenario: episode.scenario, turns: episode.turns) { turn, _ in readings[turn.index, default: LineReading()] }
    }

    /// Whether there is anything to reward or to blame.
    var isScorable: Bool { episode.ending.reason != .failure && !lines.isEmpty }
}
