// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// Reads one trajectory shard.
///
/// A value that holds only the path: each call opens the file, proves its seal and reads what it needs, so it can be kept and
/// sent between tasks at no cost. Every call throws `.file` when the file cannot be read and `.format` when it is damaged, is no
/// shard, or contradicts itself.
public struct ShardReader: Sendable, Hashable {
    /// Where the shard lies, and what errors call it.
    public let path: String

    /// Nothing is opened yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The number of episodes.
    public func count() throws -> Int { try count(of: try SealedFile.read(path)) }

    func count(of content: [UInt8]) throws -> Int {
        try reading(content) { file in
            guard let count = file.integerAttribute(ShardSchema.episodesAttribute) else {
                throw HoldfastError(.format, "the attribute \(ShardSchema.episodesAttribute) is missing")
            }
            return count
        }
    }

    /// What the shard holds, in numbers, without building the episodes.
    public func summary() throws -> ShardSummary { try summary(of: try SealedFile.read(path)) }

    func summary(of content: [UInt8]) throws -> ShardSummary {
        try reading(content) { file in try ShardSummary(file: file, path: path) }
    }

    /// All episodes, equal to those that were written and in their order.
    public func episodes() throws -> [ScoredEpisode] { try sealedEpisodes().episodes }

    /// All episodes, with what the seal says.
    func sealedEpisodes() throws -> (seal: String, episodes: [ScoredEpisode]) {
        let content = try SealedFile.read(path)
        let columns = try columns(of: content)
        do {
            return (ContentSeal.text(of: content), try ShardDecoder(columns).episodes())
        } catch {
            throw error.naming(path)
        }
    }

    func columns() throws -> ShardColumns { try columns(of: try SealedFile.read(path)) }

    func columns(of content: [UInt8]) throws -> ShardColumns {
        try reading(content) { file in
            var columns = ShardColumns()
            try columns.exchange { group in try ColumnReader(file: file, group: group) }
            try columns.check()
            return columns
        }
    }

    func reading<Result: Sendable>(_ content: [UInt8], _ body: (HDF5Image) throws -> Result) throws -> Result {
        do {
            let file = try HDF5Image(content)
            try ShardSchema.check(file, path: path)
            return try body(file)
        } catch {
            throw error.naming(path)
        }
    }

    /// The dialogues alone, as far as scoring needs them, with what the seal says.
    ///
    /// Tokens, log-probabilities, verdicts and scores are not read, so the episodes have no traces: their `trace` and those of their probes
    /// are empty, and so are the turns' `tokens`.
    /// - Parameter cache: what is decoded once for many shards.
    public func dialogues(cache: DialogueCache = DialogueCache()) throws -> StoredDialogues {
        let content = try SealedFile.read(path)
        let columns = try reading(content) { file in
            var columns = ShardColumns()
            try columns.exchangeDialogues { group in try ColumnReader(file: file, group: group) }
            try columns.checkDialogues()
            return columns
        }
        return StoredDialogues(
            seal: ContentSeal.text(of: content), rewards: columns.episodes.reward,
            decoder: ShardDecoder(columns, cache: cache, hasTokens: false), path: path)
    }

    /// The dialogues with what was said about them, as far as an analysis needs them: all but tokens and log-probabilities.
    /// - Parameters:
    ///   - cache: what is decoded once for many shards.
    ///   - scores: a file of new verdicts, scores and rewards to take instead of the stored ones; nil for those.
    /// - Throws: also `.store` where the scores are about another shard.
    public func judgedDialogues(cache: DialogueCache = DialogueCache(), scores: ScoreFile? = nil) throws -> JudgedDialogues {
        let content = try SealedFile.read(path)
        let columns = try reading(content) { file in
            var columns = ShardColumns()
            if scores == nil {
                try columns.exchangeJudgedDialogues { group in try ColumnReader(file: file, group: group) }
                try columns.checkJudgedDialogues()
            } else {
                try columns.exchangeDialogues { group in try ColumnReader(file: file, group: group) }
                try columns.checkDialogues()
            }
            return columns
        }
        let seal = ContentSeal.text(of: content)
        let replacement = try scores.map { file in
            let (origin, scores) = try file.content()
            let episodes = columns.episodes
            let stored = (0..<episodes.rows).map { row in
                EpisodeID(phase: episodes.phase[row], step: episodes.step[row], group: episodes.groupIndex[row], rollout: episodes.rollout[row])
            }
            try file.check(origin, of: path, seal: seal, episodes: zip(stored, scores).map { ($0, $1.episode) }, counts: (stored.count, scores.count))
            return scores
        }
        return JudgedDialogues(seal: seal, decoder: ShardDecoder(columns, cache: cache, hasTokens: false), path: path, scores: replacement)
    }
}
