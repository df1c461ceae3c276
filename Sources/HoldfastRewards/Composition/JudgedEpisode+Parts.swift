// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgedEpisode {
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
            return mean(component, drift.promptToLine.enumerated().map { ($0, $1.outcome) })
        case .lineToLine:
            return mean(component, drift.lineToLine.enumerated().map { ($0 + 1, $1.outcome) })
        case .questionAndAnswer:
            return mean(component, openProbes.map { verdict in (lines.firstIndex { $0.turn.index == verdict.turn } ?? 0, verdict.outcome) })
        case .choice:
            return even(component, probes.answers.choiceCorrected.map { max(0, $0) })
        case .commitment:
            return even(component, probes.commitment)
        case .forecast:
            return even(component, probes.forecastShare)
        case .ownVoice:
            return even(component, probes.noPersonaSimilarity.map { 1 - $0 })
        case .contrast:
            let known = contrast.compactMap(\.self)
            guard !known.isEmpty else { return nil }
            let shares = contrast.map { $0.map { ($0 + 1) / 2 / Double(known.count) } ?? 0 }
            return RewardPart(component, value: shares.reduce(0, +), shares: shares)
        case .profile, .policy, .task, .requirement, .preference:
            guard let kind = component.kind, let differences = progress.differences(of: kind) else { return nil }
            return RewardPart(component, value: progress.success(of: kind)?.last ?? 0, shares: differences)
        case .progress:
            guard let differences = progress.differences(weights: goalWeights) else { return nil }
            return RewardPart(component, value: progress.success(weights: goalWeights)?.last ?? 0, shares: differences)
        case .level:
            guard let level = GoalLevel(progress, weights: goalWeights) else { return nil }
            return RewardPart(component, value: level.mean, shares: level.turns.map { $0 / Double(lines.count) })
        case .stop:
            guard let score = episode.ending.stopScore else { return nil }
            return RewardPart(component, value: score, shares: lines.indices.map { $0 == lines.count - 1 ? score : 0 })
        case .validity:
            return mean(component, lines.enumerated().map { ($0, $1.fault == nil ? .pass : .fail) })
        case .role:
            return mean(component, lines.enumerated().map { ($0, $1.leavesItsRole ? .fail : .pass) })
        case .leakage:
            return mean(component, information?.leaks)
        case .fabrication:
            return mean(component, information?.fabrications)
        case .diversity:
            guard let value = LexicalMeasures.distinct2(lines.map(\.text)) else { return nil }
            return RewardPart(component, value: value, shares: lines.map { _ in value / Double(lines.count) })
        case .selfRepetition:
            // What is too short to repeat itself says nothing for or against.
            return mean(component, repeating.enumerated().map { ($0, $1.map { $0 ? .fail : .pass } ?? .abstain) })
        case .assistantLikeness:
            let own = likeness.map { 1 - $0 }
            return RewardPart(component, value: own.reduce(0, +) / Double(own.count), shares: own.map { $0 / Double(own.count) })
        case .length:
            return nil
        }
    }

    /// A value of the dialogue as a whole; nil where it is absent.
    private func even(_ component: RewardComponent, _ value: Double?) -> RewardPart? {
        value.map { value in RewardPart(component, value: value, shares: lines.map { _ in value / Double(lines.count) }) }
    }

    /// The share of lines that have no entry in the ledger of information; nil without one.
    private func mean(_ component: RewardComponent, _ entries: [InformationLedger.Entry]?) -> RewardPart? {
        guard let entries else { return nil }
        let turns = Set(entries.map(\.turn))
        return mean(component, lines.enumerated().map { ($0, turns.contains($1.turn.index) ? .fail : .pass) })
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

extension UserLine {
    /// Whether it shows signs of another seat.
    var leavesItsRole: Bool { RoleLeakage.isFound(in: turn.text, words: text) }
}
