// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// The dialogues of one shard, decoded one by one as they are asked for, by any number of tasks.
public struct StoredDialogues: Sendable {
    /// What the shard's seal says, `<length> <hash>`.
    public let seal: String
    /// The composed rewards that are stored, in the order of the episodes.
    public let rewards: [Double?]
    private let decoder: ShardDecoder
    private let path: String

    init(seal: String, rewards: [Double?], decoder: ShardDecoder, path: String) {
        self.seal = seal
        self.rewards = rewards
        self.decoder = decoder
        self.path = path
    }

    /// Number of episodes.
    public var count: Int { decoder.count }

    /// An episode without its tokens.
    /// - Throws: `.format` where it cannot be decoded.
    public func episode(at row: Int) throws -> Episode {
        do {
            return try decoder.episode(at: row)
        } catch {
            throw error.naming(path)
        }
    }
}

/// The dialogues of one shard with what was said about them, decoded one by one as they are asked for, by any number of tasks.
public struct JudgedDialogues: Sendable {
    /// What the shard's seal says, `<length> <hash>`.
    public let seal: String
    private let decoder: ShardDecoder
    private let path: String
    /// What to take instead of the stored verdicts, scores and rewards.
    private let scores: [EpisodeScores]?

    init(seal: String, decoder: ShardDecoder, path: String, scores: [EpisodeScores]?) {
        self.seal = seal
        self.decoder = decoder
        self.path = path
        self.scores = scores
    }

    /// Number of episodes.
    public var count: Int { decoder.count }

    /// An episode without its tokens, with verdicts, scores and reward.
    /// - Throws: `.format` where it cannot be decoded.
    public func episode(at row: Int) throws -> ScoredEpisode {
        do {
            guard let new = scores?[row] else { return try decoder.scored(at: row) }
            return ScoredEpisode(episode: try decoder.episode(at: row), verdicts: new.verdicts, scores: new.scores, reward: new.reward)
        } catch {
            throw error.naming(path)
        }
    }
}

extension Error {
    /// The same error, saying which file it is about.
    func naming(_ path: String) -> any Error {
        guard var error = self as? HoldfastError, !error.message.contains(path) else { return self }
        error.message = "\(path): \(error.message)"
        return error
    }
}
