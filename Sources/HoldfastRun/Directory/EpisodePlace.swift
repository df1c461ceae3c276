// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// What a person names on the command line: an episode or a group, by a number or as `train/3/0/7`.
enum EpisodePlace: Hashable, Sendable {
    /// Position of an episode in its shard, or number of a group.
    case number(Int)
    /// Phase, step, group and, of an episode, rollout.
    case identifier(phase: String, step: Int, group: Int, rollout: Int?)

    /// - Throws: `usage` for a text that is neither.
    init(_ text: String, option: String, hasRollout: Bool) throws {
        if let number = Int(text) {
            self = .number(number)
            return
        }
        let numbers = hasRollout ? 3 : 2
        // The phase is what is left: of merged shards it may be any text.
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let last = parts.suffix(numbers).compactMap { Int($0) }
        guard parts.count > numbers, last.count == numbers else {
            let example =
                hasRollout ? "a number from 0, or an identifier such as train/3/0/7" : "a number, or phase, step and group such as train/3/0"
            throw HoldfastError(.usage, "\(option) \(text) names nothing; give \(example)")
        }
        let phase = parts.dropLast(numbers).joined(separator: "/")
        self = .identifier(phase: phase, step: last[0], group: last[1], rollout: hasRollout ? last[2] : nil)
    }

    /// Whether an episode is the one, or one of the group.
    func includes(_ id: EpisodeID) -> Bool {
        switch self {
        case .number(let group): id.group == group
        case .identifier(let phase, let step, let group, let rollout):
            id.phase == phase && id.step == step && id.group == group && (rollout == nil || id.rollout == rollout)
        }
    }

    /// The shard of a run in which it must lie.
    /// - Throws: `usage` for a number, which says nothing of the shard, and where the run has no such shard.
    func shard(in run: RunDirectory, option: String) throws -> String {
        guard case .identifier(let phase, let step, _, _) = self else {
            throw HoldfastError(
                .usage, "\(option) needs one trajectory file, such as \(run.shard(step: 1)), or an identifier such as train/1/0/0")
        }
        if phase == EpisodeID.trainingPhase {
            let shard = run.shard(step: step)
            if FileSystem.exists(shard) { return shard }
        }
        let evaluations = run.shards.filter { RunDirectory.step(ofShard: String($0.split(separator: "/").last ?? "")) == nil }
        for shard in evaluations where try ShardReader(shard).index().entries.contains(where: { includes($0.id) }) { return shard }
        throw HoldfastError(.usage, "\(run.path) has no shard of phase \(phase) and step \(step)")
    }
}
