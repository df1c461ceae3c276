// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Writes episodes in one layout, shard after shard, beside the place where they are to lie.
///
/// Nothing lies under the final name before `finish()`. What an export keeps in memory does not grow with the episodes.
protocol EpisodeExport: AnyObject {
    /// Takes the chosen episodes of one shard. Groups do not reach beyond it.
    func append(_ episodes: [ScoredEpisode], tally: inout ExportTally) throws
    /// Completes the export and puts it in its place.
    func finish() throws
    /// Removes what was written so far.
    func abandon()
}
