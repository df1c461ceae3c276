// SPDX-License-Identifier: Apache-2.0
import Foundation
public import HoldfastCore

/// A shard with the scores that were made for it later: the old episodes with the new verdicts, scores and rewards.
public struct RescoredShard: Sendable, Hashable {
    /// The new scores.
    public let scores: ScoreFile
    /// The shard they are about.
    public let shard: ShardReader

    /// Nothing is opened yet.
    public init(scores: String, shard: String) {
        self.scores = ScoreFile(scores)
        self.shard = ShardReader(shard)
    }

    /// The old episodes with the new scores in place of their own, in the order of the shard.
    /// - Throws: `.store` where the scores are about another shard, or about this one as it was before it changed; what reading throws.
    public func episodes() throws -> [ScoredEpisode] {
        let (origin, scores) = try self.scores.content()
        let (seal, episodes) = try shard.sealedEpisodes()
        let name = (shard.path as NSString).lastPathComponent
        guard origin.source == name else {
            throw HoldfastError(.store, "\(self.scores.path) holds scores of \(origin.source) and not of \(name); name the shard it was made from")
        }
        guard origin.seal == seal, episodes.map(\.episode.id) == scores.map(\.episode) else {
            throw HoldfastError(.store, "\(self.scores.path) does not fit \(shard.path): the shard is not the one it was made from; rescore it")
        }
        return zip(episodes, scores).map { old, new in
            ScoredEpisode(episode: old.episode, verdicts: new.verdicts, scores: new.scores, reward: new.reward)
        }
    }
}
