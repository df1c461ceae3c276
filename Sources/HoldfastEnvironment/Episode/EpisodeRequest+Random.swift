// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension EpisodeRequest {
    /// Names a random stream of this episode.
    ///
    /// The phase is folded into the seed, so that an evaluation never repeats the draws of training at the same step.
    public func key(turn: Int, purpose: RandomPurpose) -> RandomKey {
        RandomKey(
            seed: samplingSeed ^ StableHash.of(id.phase), step: id.step, group: id.group, rollout: id.rollout, turn: turn, purpose: purpose)
    }

    /// The name of the dialogue's cache on the model server.
    public var session: String { id.description }
}
