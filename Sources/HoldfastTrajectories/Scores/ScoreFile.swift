// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A file with new verdicts, scores and rewards of the episodes of one shard, which stays as it is.
///
/// `docs/offline.md` describes every column. A value that holds only the path, as `ShardReader` does.
public struct ScoreFile: Sendable, Hashable {
    /// Where the file lies, and what errors call it.
    public let path: String

    /// Nothing is opened yet.
    public init(_ path: String) {
        self.path = path
    }

    /// Writes scores as one file: beside the final name first, then brought to the disk and renamed. Equal scores make equal bytes.
    /// - Parameter scores: in the order of the shard's episodes.
    /// - Returns: the size of the file in bytes.
    /// - Throws: `.capacity` when the disk is full, `.file` when the path cannot be written, `.store` when a value has no place in the
    ///   schema. In every case nothing partial stays behind.
    @discardableResult
    public func write(_ scores: some Sequence<EpisodeScores>, origin: ScoreOrigin) throws -> Int {
        var columns = ScoreFileColumns()
        for scores in scores { try columns.append(scores) }
        try refusing { try columns.check() }
        let all = ColumnWriter.Columns()
        try columns.exchange { group in ColumnWriter(columns: all, group: group, version: ScoreSchema.judgementsVersion) }
        let content = try Self.image(of: ColumnPacker.pack(all.all), episodes: columns.episodes.rows, origin: origin)
        try SealedFile.write(content, to: path)
        return content.count + ContentSeal.length
    }

    /// Which shard the scores are about, and what they were made with.
    public func origin() throws -> ScoreOrigin { try reading { file in try Self.origin(of: file) } }

    /// Whether the file states the schema of scores.
    /// - Throws: `.file` where it cannot be read, `.format` where it is damaged.
    public var isScoreFile: Bool {
        get throws {
            let content = try SealedFile.read(path)
            return try HDF5Image(content).textAttribute(ShardSchema.nameAttribute) == ScoreSchema.name
        }
    }

    /// What the file holds, in numbers.
    public func summary() throws -> ScoreSummary {
        try reading { file in
            var episodes = RescoredColumns()
            try episodes.exchange { group in try ColumnReader(file: file, group: group) }
            let rewards = episodes.reward.compactMap { $0 }
            return ScoreSummary(
                schemaVersion: file.integerAttribute(ShardSchema.versionAttribute) ?? 0, origin: try Self.origin(of: file),
                episodes: episodes.rows,
                verdicts: episodes.verdictOffsets.last ?? 0, scores: episodes.scoreOffsets.last ?? 0,
                meanReward: rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count))
        }
    }

    /// All scores, equal to those that were written and in their order.
    public func scores() throws -> [EpisodeScores] { try content().scores }

    func content() throws -> (origin: ScoreOrigin, scores: [EpisodeScores]) {
        try reading { file in
            var columns = ScoreFileColumns()
            try columns.exchange { group in try ColumnReader(file: file, group: group, version: ScoreSchema.judgementsVersion) }
            try columns.check()
            let filled = columns
            return (try Self.origin(of: file), (0..<filled.episodes.rows).map(filled.scores))
        }
    }

    private static func origin(of file: HDF5Image) throws -> ScoreOrigin {
        func text(_ name: String) throws -> String {
            guard let text = file.textAttribute(name) else { throw HoldfastError(.format, "the attribute \(name) is missing") }
            return text
        }
        return ScoreOrigin(
            source: try text(ScoreSchema.sourceAttribute), seal: try text(ScoreSchema.sealAttribute),
            configurationDigest: try text(ScoreSchema.digestAttribute), labels: FileLabels.read(file))
    }

    private static func image(of columns: [PackedColumn], episodes: Int, origin: ScoreOrigin) throws -> [UInt8] {
        try HDF5Session.run { session in
            let file = try HDF5File.create(in: session)
            try file.setAttribute(ShardSchema.nameAttribute, to: ScoreSchema.name)
            try file.setAttribute(ShardSchema.versionAttribute, to: ScoreSchema.version)
            try file.setAttribute(ShardSchema.episodesAttribute, to: episodes)
            try file.setAttribute(ScoreSchema.sourceAttribute, to: origin.source)
            try file.setAttribute(ScoreSchema.sealAttribute, to: origin.seal)
            try file.setAttribute(ScoreSchema.digestAttribute, to: origin.configurationDigest)
            try FileLabels.write(origin.labels, to: file)
            for column in columns { try file.write(column) }
            return try file.image()
        }
    }

    private func reading<Result: Sendable>(_ body: (HDF5Image) throws -> Result) throws -> Result {
        let content = try SealedFile.read(path)
        do {
            let file = try HDF5Image(content)
            try ScoreSchema.check(file, path: path)
            return try body(file)
        } catch {
            throw error.naming(path)
        }
    }
}

/// What a score file holds, in numbers.
public struct ScoreSummary: Hashable, Sendable, Codable {
    /// Version of the layout that the file was written in.
    public var schemaVersion: Int
    /// Which shard the scores are about, and what they were made with.
    public var origin: ScoreOrigin
    /// Episodes, failed ones included.
    public var episodes: Int
    /// Verdicts of all episodes.
    public var verdicts: Int
    /// Scores of all episodes, absent ones included.
    public var scores: Int
    /// Mean of the rewards that are there, or nil where there is none.
    public var meanReward: Double?
}
