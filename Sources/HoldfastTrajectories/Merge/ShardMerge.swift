// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Makes new shards out of several, which stay as they are.
///
/// Sources are read one after the other, in the layout of any version, and written in the one of today: a merge of one shard is its
/// migration. Scenarios that several have are stored once. What memory holds is one source and one new shard.
public struct ShardMerge: Sendable, Hashable {
    /// One shard to take episodes from.
    public struct Source: Sendable, Hashable {
        /// Path of the shard.
        public var path: String
        /// What the phases of its episodes begin with afterwards, followed by a colon; nil leaves them.
        public var prefix: String?

        /// A source whose phases stay, unless there is a prefix.
        public init(_ path: String, prefix: String? = nil) {
            self.path = path
            self.prefix = prefix
        }

        func phase(of phase: String) -> String { prefix.map { "\($0):\(phase)" } ?? phase }
    }

    /// The sources, in the order of their episodes in what is made.
    public let sources: [Source]

    /// Nothing is opened yet.
    public init(_ sources: [Source]) {
        self.sources = sources
    }

    /// Writes all episodes into one shard.
    /// - Parameter path: lies in a folder that exists; nothing of this name is there.
    /// - Throws: `.store` where an episode is there twice, `.file` where something has the name already; what reading and writing throws.
    ///   In every case nothing partial stays behind.
    public func write(to path: String) throws -> [MergedShard] {
        try write(largest: nil) { _ in path }
    }

    /// Writes all episodes into shards of limited size, `part_000001.h5` and so on.
    ///
    /// The rollouts of a group that follow each other stay in one shard, so a shard holds more only where one group has more.
    /// - Parameters:
    ///   - folder: exists.
    ///   - largest: episodes of a shard, at least 1.
    /// - Throws: as `write(to:)`. What was written before an error is removed.
    public func write(into folder: String, episodesPerShard largest: Int) throws -> [MergedShard] {
        guard largest >= 1 else { throw HoldfastError(.usage, "a shard must hold at least 1 episode, and not \(largest)") }
        return try write(largest: largest) { number in
            let digits = String(number)
            return "\(folder)/part_\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).h5"
        }
    }

    private func write(largest: Int?, name: (Int) -> String) throws -> [MergedShard] {
        try refuseDuplicates()
        var written: [MergedShard] = []
        do {
            var part = MergedPart()
            for source in sources {
                let (labels, episodes) = try ShardReader(source.path).labelledEpisodes()
                for group in Self.groups(of: episodes) {
                    if let largest, part.count > 0, part.count + group.count > largest {
                        written.append(try part.write(to: name(written.count + 1)))
                        part = MergedPart()
                    }
                    part.add(labels)
                    for var scored in group {
                        scored.episode.id.phase = source.phase(of: scored.episode.id.phase)
                        try part.append(scored)
                    }
                }
                // A source without episodes has labels too.
                part.add(labels)
            }
            if part.count > 0 || written.isEmpty { written.append(try part.write(to: name(written.count + 1))) }
            return written
        } catch {
            for shard in written { unlink(shard.path) }
            throw error
        }
    }

    /// Rollouts of one group that follow each other.
    private static func groups(of episodes: [ScoredEpisode]) -> [ArraySlice<ScoredEpisode>] {
        let starts = episodes.indices.filter { index in
            index == 0 || episodes[index - 1].episode.id.groupName != episodes[index].episode.id.groupName
        }
        return zip(starts, starts.dropFirst() + [episodes.count]).map { episodes[$0..<$1] }
    }

    /// Two episodes of one identifier could not be told apart afterwards.
    private func refuseDuplicates() throws {
        var places: [EpisodeID: String] = [:]
        var twice: [String] = []
        for source in sources {
            for entry in try ShardReader(source.path).index().entries {
                var id = entry.id
                id.phase = source.phase(of: id.phase)
                if let other = places.updateValue(source.path, forKey: id) { twice.append("\(id) in \(other) and \(source.path)") }
            }
        }
        guard let first = twice.first else { return }
        let more = twice.count == 1 ? "" : ", and \(twice.count - 1) more"
        throw HoldfastError(
            .store,
            "\(twice.count == 1 ? "an episode is" : "\(twice.count) episodes are") there twice: \(first)\(more); leave one of the shards out, or "
                + "keep their episodes apart with --prefix-phase")
    }
}

/// What a merge wrote.
public struct MergedShard: Sendable, Hashable, Codable {
    /// Path of the new shard.
    public var path: String
    /// Its episodes.
    public var episodes: Int
    /// Distinct scenarios of them.
    public var scenarios: Int
    /// Size of the file in bytes.
    public var bytes: Int
}
