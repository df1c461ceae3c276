// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels
import HoldfastRewards

/// What a step's episodes became.
public struct PreparedBatch: Sendable, Hashable {
    /// One per sequence that an episode was sampled in (most are one), and one per probe that was answered wrong where credit goes by fault.
    public var sequences: [TrainingSequence]
    /// All groups, those left out included.
    public var groups: Int
    /// Groups whose present rewards were all equal.
    public var constantGroups: Int
    /// Groups in which what decides on a signal (the gate where there is one, else the reward) is 0 for all members that have it.
    public var allZeroGroups: Int
    /// The same with 1.
    public var allOneGroups: Int
    /// Groups left out because what decides on a signal is equal for all members, while their rewards are not.
    public var gatedGroups: Int
    /// Episodes that failed; they are left out.
    public var failed: Int
    /// Episodes without a reward (the failed ones not counted); they are left out.
    public var absentRewards: Int
    /// Mean over groups of the rewards' sample standard deviation.
    public var rewardDeviation: Double
}

/// Turns scored episodes into training sequences. What was sampled is what is trained on: token ids and log-probabilities are those
/// of the trace, and only sampled tokens are in the mask.
public struct TrainingBatchBuilder: Sendable {
    /// Whether it credits episodes, turns or tokens decides what else is gathered.
    public let estimator: any AdvantageEstimator
    /// Whether groups that say nothing (all rewards equal) are left out.
    public let filtersZeroSpread: Bool
    /// Asked by estimators that credit turns or tokens; nil leaves all of a reward to the dialogue.
    public let turnRewards: TurnRewardSource?

    /// By default groups that say nothing are left out.
    public init(estimator: any AdvantageEstimator, filtersZeroSpread: Bool = true, turnRewards: TurnRewardSource? = nil) {
        self.estimator = estimator
        self.filtersZeroSpread = filtersZeroSpread
        self.turnRewards = turnRewards
    }

    /// - Parameter groups: per scenario, its rollouts.
    /// - Throws: `server` for a trace whose arrays differ in length, `reward` for a wrong number of turn rewards or a reward that is
    ///   not finite.
    public func build(_ groups: [[ScoredEpisode]]) throws -> PreparedBatch {
        let rewardGroups = try groups.map(rewardGroup(of:))
        let credits = try credit(rewardGroups, groups)
        var batch = PreparedBatch(
            sequences: [], groups: groups.count, constantGroups: rewardGroups.count(where: \.isConstant),
            allZeroGroups: groups.count { $0.allDecide(0) }, allOneGroups: groups.count { $0.allDecide(1) },
            gatedGroups: zip(groups, rewardGroups).count { $0.isGated && !$1.isConstant }, failed: 0, absentRewards: 0,
            rewardDeviation: rewardGroups.isEmpty
                ? 0 : rewardGroups.reduce(0) { $0 + SampleStatistics($1.present).deviation } / Double(rewardGroups.count))
        for (index, group) in groups.enumerated() {
            for (member, scored) in group.enumerated() {
                if scored.episode.hasFailed {
                    batch.failed += 1
                } else if scored.reward == nil {
                    batch.absentRewards += 1
                } else if !group.isGated, !(filtersZeroSpread && isSilent(rewardGroups[index], credits[index])) {
                    let rewards = rewardGroups[index].turnRewards.indices.contains(member) ? rewardGroups[index].turnRewards[member] : nil
                    let penalties = try penalties(rewards?.faults ?? [], in: scored.episode.trace, of: scored.episode)
                    batch.sequences +=
                        try sequences(of: scored.episode, advantages: credits[index][member], penalties: penalties, group: index)
                    batch.sequences += try forks(rewards?.probeFaults ?? [:], of: scored.episode, group: index)
                }
            }
        }
        return batch
    }

    private func isSilent(_ group: RewardGroup, _ credits: [[Double]]) -> Bool {
        group.isConstant && credits.allSatisfy { $0.allSatisfy { $0 == 0 } }
            && !(estimator is any TokenAdvantageEstimator && group.turnRewards.contains(where: \.hasFaults))
    }

    private func rewardGroup(of group: [ScoredEpisode]) throws -> RewardGroup {
        for scored in group {
            if let reward = scored.reward, !reward.isFinite {
                throw HoldfastError(
                    .reward, "episode \(scored.episode.id) has the reward \(reward); a reward must be finite, or absent where it cannot be had")
            }
        }
        return RewardGroup(
            rewards: group.map { $0.episode.hasFailed ? nil : $0.reward },
            lengths: group.map { $0.episode.trace.mask.count { $0 } },
            turnRewards: estimator is any TurnAdvantageEstimator ? try group.map { try $0.turnRewards(from: turnRewards) } : [],
            novelty: (estimator as? any TokenAdvantageEstimator)?.usesNovelty == true
                ? GroupNovelty.lines(
                    group.map { $0.episode.hasFailed ? [] : $0.episode.userTurns.map { LineText($0.text) } },
                    facts: group.first?.episode.scenario.factWords ?? [])
                : [])
    }

    /// Advantages per group, member and user turn.
    private func credit(_ rewards: [RewardGroup], _ groups: [[ScoredEpisode]]) throws -> [[[Double]]] {
        if let estimator = estimator as? any TurnAdvantageEstimator { return estimator.turnAdvantages(of: rewards) }
        return zip(estimator.advantages(of: rewards), groups).map { advantages, group in
            zip(advantages, group).map { [Double](repeating: $0, count: $1.episode.userTurns.count) }
        }
    }

    /// The sequences of an episode in which something was sampled. Tokens that a later one repeats are context there.
    private func sequences(of episode: Episode, advantages: [Double], penalties: [Float], group: Int) throws -> [TrainingSequence] {
        let trace = episode.trace
        guard trace.mask.count == trace.count, trace.logprobs.count == trace.count, trace.turn.count == trace.count else {
            throw HoldfastError(
                .server,
                "episode \(episode.id) has \(trace.count) tokens but \(trace.logprobs.count) log-probabilities, "
                    + "\(trace.mask.count) mask entries and \(trace.turn.count) turns; all must be of one length"
            )
        }
        var credit: [Int32: Float] = [:]
        for (turn, advantage) in zip(episode.userTurns, advantages) { credit[Int32(turn.index)] = Float(advantage) }
        return trace.sequences.compactMap { sequence in
            // What comes after the last sampled token teaches nothing, and may reach beyond the model's context.
            guard let last = trace.mask[sequence].dropFirst().lastIndex(of: true) else { return nil }
            let predicted = sequence.lowerBound + 1...last
            return TrainingSequence(
                tokens: Array(trace.ids[sequence.lowerBound...last]), mask: Array(trace.mask[predicted]),
                samplerLogprobs: Array(trace.logprobs[predicted]),
                oldLogprobs: trace.modelLogprobs.isEmpty ? [] : Array(trace.modelLogprobs[predicted]),
                advantages: predicted.map { token in
                    guard trace.mask[token] else { return 0 }
                    return (credit[trace.turn[token]] ?? 0) - (penalties.isEmpty ? 0 : penalties[token])
                }, group: group)
        }
    }
}

extension [ScoredEpisode] {
    /// Values of the gate, or of the reward without one; failed dialogues and absent values are left out.
    private var deciding: [Double] {
        let present = filter { !$0.episode.hasFailed }
        return hasGate ? present.compactMap { $0.score(MetricName.gate) } : present.compactMap(\.reward)
    }

    private var hasGate: Bool { contains { scored in scored.scores.contains { $0.name == MetricName.gate } } }

    /// Whether there is a gate and it says nothing about what was better: with a shaping term a group in which all failed would still have
    /// a spread, and training on it is training on noise. Judged on the whole group, before anything is left out.
    var isGated: Bool { hasGate && Set(deciding).count < 2 }

    func allDecide(_ value: Double) -> Bool { !deciding.isEmpty && deciding.allSatisfy { $0 == value } }
}

extension Episode {
    var hasFailed: Bool { ending.reason == .failure }
}
