// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// An episode with everything the ledger judge says of it, before weights come in.
struct JudgedEpisode {
    let episode: Episode
    let lines: [UserLine]
    let judge: LedgerJudge
    /// One per user line.
    let promptToLine: [Verdict]
    let lineToLine: LineToLine?
    /// One per probe that asks for a fact.
    let probes: [Verdict]
    let progress: GoalProgress
    /// Who knew what; nil without a lexicon.
    let information: InformationLedger?

    init(_ episode: Episode, lines: [UserLine], reader: LineReader?) {
        let judge = LedgerJudge(scenario: episode.scenario)
        self.init(episode, lines: lines, judge: judge, probes: episode.probes.filter(\.kind.asksForFact).map { judge.probe($0, reader: reader) })
    }

    init(_ episode: Episode, lines: [UserLine], judge: LedgerJudge, probes: [Verdict]) {
        self.episode = episode
        self.lines = lines
        self.judge = judge
        self.promptToLine = lines.map(judge.promptToLine)
        self.lineToLine = judge.lineToLine(lines)
        self.probes = probes
        self.progress = GoalProgress(goal: episode.goal, userTurns: lines.map(\.turn.index))
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

    /// The components that are present, with the floor applied; empty where the episode is not scorable.
    var parts: [RewardPart] {
        guard isScorable else { return [] }
        let parts = RewardComponent.allCases.compactMap(part)
        guard lines.allSatisfy({ $0.fault != nil }) else { return parts }
        return parts.map { part in
            RewardPart(part.component, value: 0, shares: part.shares.map { _ in 0 }, faults: part.faults?.map { _ in true })
        }
    }

    private func part(_ component: RewardComponent) -> RewardPart? {
        switch component {
        case .promptToLine:
            return mean(component, promptToLine.enumerated().map { ($0, $1.outcome) })
        case .lineToLine:
            guard let lineToLine else { return nil }
            return mean(component, lines.indices.dropFirst().map { ($0, lineToLine.conflicts[$0].isEmpty ? .pass : .fail) })
        case .questionAndAnswer:
            return mean(component, probes.map { verdict in (lines.firstIndex { $0.turn.index == verdict.turn } ?? 0, verdict.outcome) })
        case .profile, .policy, .task, .requirement, .preference, .progress:
            guard let differences = progress.differences(of: component.kind) else { return nil }
            return RewardPart(component, value: progress.success(of: component.kind)?.last ?? 0, shares: differences)
        case .stop:
            guard let score = episode.ending.stopScore else { return nil }
            return RewardPart(component, value: score, shares: lines.indices.map { $0 == lines.count - 1 ? score : 0 })
        case .validity:
            return mean(component, lines.enumerated().map { ($0, $1.fault == nil ? .pass : .fail) })
        case .diversity:
            guard let value = LexicalMeasures.distinct2(lines.map(\.text)) else { return nil }
            return RewardPart(component, value: value, shares: lines.map { _ in value / Double(lines.count) })
        }
    }

    /// The share of passes among the verdicts that do not abstain, each at its line; nil where all abstain.
    private func mean(_ component: RewardComponent, _ verdicts: [(line: Int, outcome: VerdictOutcome)]) -> RewardPart? {
        let decided = verdicts.filter { $0.outcome != .abstain }
        guard !decided.isEmpty else { return nil }
        var shares = [Double](repeating: 0, count: lines.count)
        var faults = [Bool](repeating: false, count: lines.count)
        var passes = 0
        for verdict in decided {
            if verdict.outcome == .pass {
                shares[verdict.line] += 1 / Double(decided.count)
                passes += 1
            } else {
                faults[verdict.line] = true
            }
        }
        return RewardPart(component, value: Double(passes) / Double(decided.count), shares: shares, faults: component.judgesLines ? faults : nil)
    }
}
