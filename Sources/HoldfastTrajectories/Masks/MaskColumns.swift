// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per filter key.
struct MaskKeyColumns: Columns {
    static let group = "masks"

    var key: [String] = []
    var rule: [String] = []
    var shardOffsets = [0]

    var rows: Int { key.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.texts("key", &key)
        try table.texts("rule", &rule)
        try table.offsets("shard_offsets", &shardOffsets)
    }
}

/// One row per key and shard that the key knows, also where it selects nothing of it.
struct MaskShardColumns: Columns {
    static let group = "masks/shards"

    var source: [String] = []
    var seal: [String] = []
    var episodes: [Int] = []
    var rowOffsets = [0]

    var rows: Int { source.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("source", &source)
        try table.labels("seal", &seal)
        try table.numbers("episodes", &episodes)
        try table.offsets("row_offsets", &rowOffsets)
    }
}

/// One row per selected episode.
struct MaskRowColumns: Columns {
    static let group = "masks/rows"

    var row: [Int32] = []

    var rows: Int { row.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.numbers("row", &row)
    }
}

/// All tables of a file of filter keys.
struct MaskFileColumns: Sendable {
    var keys = MaskKeyColumns()
    var shards = MaskShardColumns()
    var selected = MaskRowColumns()

    init() {}

    init(_ masks: [EpisodeMask]) {
        for mask in masks {
            for shard in mask.shards {
                selected.row += shard.rows.map(Int32.init)
                shards.source.append(shard.source)
                shards.seal.append(shard.seal)
                shards.episodes.append(shard.episodes)
                shards.rowOffsets.append(selected.rows)
            }
            keys.key.append(mask.key)
            keys.rule.append(mask.rule)
            keys.shardOffsets.append(shards.rows)
        }
    }

    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try keys.exchange(with: make)
        try shards.exchange(with: make)
        try selected.exchange(with: make)
    }

    /// - Throws: `.format` where tables disagree, or a key selects what its shard does not hold.
    func masks() throws -> [EpisodeMask] {
        try checkEnds([("masks/shards", keys.shardOffsets, shards.rows), ("masks/rows", shards.rowOffsets, selected.rows)])
        return try keys.key.indices.map { key in
            EpisodeMask(
                key: keys.key[key], rule: keys.rule[key],
                shards: try (keys.shardOffsets[key]..<keys.shardOffsets[key + 1]).map { try shard(at: $0, of: keys.key[key]) })
        }
    }

    private func shard(at row: Int, of key: String) throws -> MaskedShard {
        let rows = selected.row[shards.rowOffsets[row]..<shards.rowOffsets[row + 1]].map(Int.init)
        let isRising = zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
        guard isRising, rows.first ?? 0 >= 0, rows.last ?? -1 < shards.episodes[row] else {
            throw HoldfastError(.format, "the filter key \(key) names rows of \(shards.source[row]) that are out of order or not there")
        }
        return MaskedShard(source: shards.source[row], seal: shards.seal[row], episodes: shards.episodes[row], rows: rows)
    }
}
