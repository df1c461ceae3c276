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
        try self.scores.check(
            origin, of: shard.path, seal: seal, episodes: zip(episodes, scores).map { ($0.episode.id, $1.episode) },
            counts: (episodes.count, scores.count))
        return zip(episodes, scores).map { old, new in
            ScoredEpisode(episode: old.episode, verdicts: new.verdicts, scores: new.scores, reward: new.reward)
        }
    }
}

extension ScoreFile {
    /// Holds scores against the shard that they are to be about.
    /// - Throws: `.store` where they are about another one.
    func check(
        _ origin: ScoreOrigin, of shard: String, seal: String, episodes: [(stored: EpisodeID, scored: EpisodeID)], counts: (stored: Int, scored: Int)
    ) throws {
        let name = (shard as NSString).lastPathComponent
        guard origin.source == name else {
            throw HoldfastError(.store, "\(path) holds scores of \(origin.source) and not of \(name); name the shard it was made from")
        }
        guard origin.seal == seal, counts.stored == counts.scored, episodes.allSatisfy({ $0.stored == $0.scored }) else {
            throw HoldfastError(.store, "\(path) does not fit \(shard): the shard is not the one it was made from; rescore it")
        }
    }
}
