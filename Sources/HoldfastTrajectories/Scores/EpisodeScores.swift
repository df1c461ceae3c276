// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// What was said about one episode, without the episode.
public struct EpisodeScores: Hashable, Sendable {
    /// Which episode it is about.
    public var episode: EpisodeID
    /// All verdicts, abstentions included.
    public var verdicts: [Verdict]
    /// Every component, per turn and per episode.
    public var scores: [Score]
    /// The composed reward, or nil where no part of it could be had.
    public var reward: Double?

    /// Scores of an episode.
    public init(episode: EpisodeID, verdicts: [Verdict], scores: [Score], reward: Double?) {
        self.episode = episode
        self.verdicts = verdicts
        self.scores = scores
        self.reward = reward
    }

    /// What a scored episode says beside its episode.
    public init(_ scored: ScoredEpisode) {
        self.init(episode: scored.episode.id, verdicts: scored.verdicts, scores: scored.scores, reward: scored.reward)
    }
}

/// Which shard scores are about, and what they were made with.
public struct ScoreOrigin: Hashable, Sendable, Codable {
    /// File name of the shard, without its folder.
    public var source: String
    /// What the shard's seal says, `<length> <hash>`; another one is another shard.
    public var seal: String
    /// Digest of the configuration that the scores follow from.
    public var configurationDigest: String
    /// Short texts about the scores, such as the program's version.
    public var labels: [String: String]

    /// The origin of scores.
    public init(source: String, seal: String, configurationDigest: String, labels: [String: String] = [:]) {
        self.source = source
        self.seal = seal
        self.configurationDigest = configurationDigest
        self.labels = labels
    }
}
