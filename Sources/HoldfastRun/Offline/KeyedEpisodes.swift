// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// The episodes of shards that a filter key selects.
struct KeyedEpisodes: Sendable {
    private let masks: [MaskFile: EpisodeMask]
    private let places: [String: MaskFile]

    /// Reads the keys of the shards' folders, each once, before the work begins: one that is not there is an error at once.
    /// - Throws: `usage` where there is no such key; what reading throws.
    init(key: String, shards: [String]) throws {
        var masks: [MaskFile: EpisodeMask] = [:]
        var places: [String: MaskFile] = [:]
        for shard in shards {
            let file = try MaskFile.nearest(to: shard)
            if masks[file] == nil { masks[file] = try file.mask(key) }
            places[shard] = file
        }
        self.masks = masks
        self.places = places
    }

    /// The selected rows of a shard.
    /// - Throws: `store` where the key was made before the shard.
    @Sendable func rows(of shard: String) throws -> Set<Int>? {
        guard let file = places[shard], let mask = masks[file] else { return [] }
        return Set(try mask.rows(of: ShardReader(shard)))
    }
}
