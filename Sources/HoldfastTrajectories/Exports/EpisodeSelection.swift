// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Which of the stored episodes are exported.
public struct EpisodeSelection: Sendable {
    /// Only episodes of this phase; nil for all.
    public var phase: String?
    /// Only episodes whose reward is at least this; one without a reward is not. Nil for all.
    public var minimumReward: Double?
    /// The rows of a shard that may be taken, such as those of a filter key; nil for all.
    public var rows: @Sendable (_ shard: String) throws -> Set<Int>?

    /// All episodes, unless told otherwise.
    public init(
        phase: String? = nil, minimumReward: Double? = nil, rows: @escaping @Sendable (_ shard: String) throws -> Set<Int>? = { _ in nil }
    ) {
        self.phase = phase
        self.minimumReward = minimumReward
        self.rows = rows
    }

    /// The chosen episodes of a shard in their order; what is left out is counted with its reason.
    func chosen(
        of episodes: [ScoredEpisode], in shard: String, seat: Seat, needsReward: Bool, tally: inout ExportTally
    ) throws -> [ScoredEpisode] {
        let rows = try rows(shard)
        tally.episodes += episodes.count
        return episodes.enumerated().compactMap { row, scored in
            guard let reason = refusal(of: scored, isOfRows: rows?.contains(row) ?? true, seat: seat, needsReward: needsReward) else {
                return scored
            }
            tally.leaveOut(reason)
            return nil
        }
    }

    private func refusal(of scored: ScoredEpisode, isOfRows: Bool, seat: Seat, needsReward: Bool) -> LeftOut? {
        guard isOfRows, phase == nil || scored.episode.id.phase == phase else { return .notSelected }
        if scored.episode.ending.reason == .failure { return .failed }
        guard scored.episode.turns.contains(where: { $0.seat == seat }) else { return .noLines }
        let reward = scored.reward(of: seat)
        if let minimumReward {
            guard let reward, reward >= minimumReward else { return reward == nil ? .noReward : .lowReward }
        }
        return needsReward && reward == nil ? .noReward : nil
    }
}
