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
    public func count() throws -> Int {
        try reading { file in
            guard let count = try file.integerAttribute(ShardSchema.episodesAttribute) else {
                throw HoldfastError(.format, "the attribute \(ShardSchema.episodesAttribute) is missing")
            }
            return count
        }
    }

    /// What the shard holds, in numbers, without building the episodes.
    public func summary() throws -> ShardSummary {
        try reading { file in try ShardSummary(file: file, path: path) }
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

    private func columns(of content: [UInt8]) throws -> ShardColumns {
        try reading(content) { file in
            var columns = ShardColumns()
            try columns.exchange { group in try ColumnReader(file: file, group: group) }
            try columns.check()
            return columns
        }
    }

    func reading<Result: Sendable>(_ body: (HDF5File) throws -> Result) throws -> Result {
        try reading(try SealedFile.read(path), body)
    }

    private func reading<Result: Sendable>(_ content: [UInt8], _ body: (HDF5File) throws -> Result) throws -> Result {
        do {
            return try HDF5Session.run { session in
                let file = try HDF5File.open(image: content, in: session)
                try ShardSchema.check(file, path: path)
                return try body(file)
            }
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
}
