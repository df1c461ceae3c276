// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Shards of earlier schema versions stay readable.
@Suite struct OlderShardTests {
    /// Episodes in a shard as an earlier version wrote it.
    private static func shard(version: Int, in folder: URL) throws -> (path: String, episodes: [ScoredEpisode]) {
        let path = folder.appending(path: "shard.h5").path
        let episodes = try EpisodeFixture.episodes(5, seed: 3)
        var encoder = ShardEncoder()
        for episode in episodes { try encoder.append(episode) }
        let columns = encoder.columns
        let content = try ShardWriter.image(of: columns, labels: [:], version: version)
        try SealedFile.write(content, to: path)
        return (path, episodes)
    }

    @Test func `a shard of version 1 has no places and no probe tokens, and everything else`() throws {
        try withTemporaryFolder { folder in
            let (path, episodes) = try Self.shard(version: 1, in: folder)

            let expected = try episodes.map { scored in
                var old = scored
                old.episode.trace = try old.episode.trace.withoutModelLogprobs()
                old = old.withoutJudgeCalls()
                for index in old.verdicts.indices { old.verdicts[index].places = [] }
                for index in old.episode.probes.indices {
                    old.episode.probes[index].start = 0
                    old.episode.probes[index].trace = TokenTrace()
                }
                return old
            }
            #expect(expected != episodes, "the fixture has places and probe tokens")
            #expect(try ShardReader(path).episodes() == expected)
            #expect(try ShardReader(path).summary().schemaVersion == 1)
        }
    }

    @Test func `a shard of version 2 has no log-probabilities of the model, and everything else`() throws {
        try withTemporaryFolder { folder in
            let (path, episodes) = try Self.shard(version: 2, in: folder)
            let expected = try episodes.map { scored in
                var old = scored
                old = old.withoutJudgeCalls()
                old.episode.trace = try old.episode.trace.withoutModelLogprobs()
                for index in old.episode.probes.indices {
                    old.episode.probes[index].trace = try old.episode.probes[index].trace.withoutModelLogprobs()
                }
                return old
            }
            #expect(expected != episodes, "the fixture has log-probabilities of the model")
            #expect(try ShardReader(path).episodes() == expected)
        }
    }

    @Test func `a shard of version 3 has no calls of judges, no reasons of abstentions and open probes, and everything else`() throws {
        try withTemporaryFolder { folder in
            let (path, episodes) = try Self.shard(version: 3, in: folder)
            let expected = episodes.map { $0.withoutJudgeCalls() }
            #expect(expected != episodes, "the fixture has calls of judges")
            #expect(try ShardReader(path).episodes() == expected)
        }
    }
}

extension ScoredEpisode {
    fileprivate func withoutJudgeCalls() -> ScoredEpisode {
        var old = self
        for index in verdicts.indices {
            old.verdicts[index].calls = []
            old.verdicts[index].abstention = verdicts[index].outcome == .abstain ? .cannotTell : nil
        }
        for index in episode.probes.indices {
            old.episode.probes[index].kind = .open
            old.episode.probes[index].options = []
            old.episode.probes[index].sample = 0
        }
        return old
    }
}

extension TokenTrace {
    fileprivate func withoutModelLogprobs() throws -> TokenTrace {
        try TokenTrace(ids: ids, logprobs: logprobs, mask: mask, turn: turn)
    }
}
