// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// Writes trajectory shards: one file per step, written once and never reopened for writing.
///
/// `docs/trajectories.md` describes every column.
public enum ShardWriter {
    /// Writes episodes as one shard: beside the final name first, then brought to the disk and renamed.
    ///
    /// Equal episodes and labels make equal bytes. An older shard of this name is replaced. Safe to call from several tasks at
    /// once; calls wait for each other while they use the HDF5 library.
    /// - Parameters:
    ///   - episodes: in the order in which a reader gets them back.
    ///   - path: the final name; its folder must exist.
    ///   - labels: short texts that say where the shard comes from, such as a run's name or a configuration's digest.
    /// - Returns: the size of the file in bytes.
    /// - Throws: `.capacity` when the disk is full, `.file` when the path cannot be written, `.store` when a value has no place
    ///   in the schema. In every case nothing partial stays behind.
    @discardableResult
    public static func write(_ episodes: [ScoredEpisode], to path: String, labels: [String: String] = [:]) throws -> Int {
        var encoder = ShardEncoder()
        for episode in episodes { try encoder.append(episode) }
        try refusing { try encoder.columns.check() }
        let content = try image(of: encoder.columns, labels: labels)
        try SealedFile.write(content, to: path)
        return content.count + ContentSeal.length
    }

    /// - Parameter version: an earlier one leaves out what it did not have.
    static func image(of columns: ShardColumns, labels: [String: String], version: Int = ShardSchema.version) throws -> [UInt8] {
        var columns = columns
        let all = ColumnWriter.Columns()
        try columns.exchange { group in ColumnWriter(columns: all, group: group, version: version) }
        return try image(of: columns.episodes.rows, labels: labels, version: version, columns: all)
    }

    static func image(
        of episodes: Int, labels: [String: String], version: Int = ShardSchema.version, columns: ColumnWriter.Columns
    ) throws -> [UInt8] {
        try image(of: episodes, labels: labels, version: version, packed: ColumnPacker.pack(columns.all))
    }

    static func image(
        of episodes: Int, labels: [String: String], version: Int = ShardSchema.version, packed: [PackedColumn]
    ) throws -> [UInt8] {
        try HDF5Session.run { session in
            let file = try HDF5File.create(in: session)
            try file.setAttribute(ShardSchema.nameAttribute, to: ShardSchema.name)
            try file.setAttribute(ShardSchema.versionAttribute, to: version)
            try file.setAttribute(ShardSchema.episodesAttribute, to: episodes)
            try FileLabels.write(labels, to: file)
            for column in packed { try file.write(column) }
            return try file.image()
        }
    }
}

/// Makes what a check of columns finds an error of the one who wanted to write them.
func refusing(_ check: () throws -> Void) throws {
    do {
        try check()
    } catch let error as HoldfastError {
        throw HoldfastError(.store, "this cannot be stored: \(error.message)")
    }
}
