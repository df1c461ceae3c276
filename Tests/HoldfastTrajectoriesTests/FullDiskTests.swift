// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import HoldfastTrajectories
import Testing

@Suite struct FullDiskTests {
    @Test(.enabled(if: canMount, "needs the right to mount a small tmpfs, which only root has"))
    func aFullDiskLeavesNothingPartial() throws {
        try withTemporaryFolder { folder in
            #expect(try runProgram("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]).status == 0)
            defer { _ = try? runProgram("umount", [folder.path]) }
            let path = folder.appending(path: "shard.h5").path
            // Random tokens do not deflate: some hundred kilobytes.
            var episode = try EpisodeFixture.episodes(1)[0]
            var random = RandomKey(seed: 2, purpose: .text).stream
            episode.episode.trace.appendGiven((0..<60_000).map { _ in Int32(truncatingIfNeeded: random.next()) }, turn: -1)
            let error = #expect(throws: HoldfastError.self) { try ShardWriter.write([episode], to: path) }
            #expect(error?.code == .capacity)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func anUnwritableFolderIsAFileError() throws {
        let error = #expect(throws: HoldfastError.self) {
            try ShardWriter.write(try EpisodeFixture.episodes(1), to: "/proc/holdfast/shard.h5")
        }
        #expect(error?.code == .file)
    }

    /// What a reader would refuse is not written in the first place.
    @Test func whatCannotBeReadIsNotWritten() throws {
        try withTemporaryFolder { folder in
            var episode = try EpisodeFixture.episodes(1)[0]
            episode.episode.turns = [Turn(index: 0, seat: .user, text: "", tokens: 5..<90)]
            let error = #expect(throws: HoldfastError.self) {
                try ShardWriter.write([episode], to: folder.appending(path: "shard.h5").path)
            }
            #expect(error?.code == .store)
            #expect(error?.message.contains("its tokens 5..<90 lie outside the trace") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func aFailedWriteKeepsTheOlderShard() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let episodes = try EpisodeFixture.episodes(2)
            try ShardWriter.write(episodes, to: path)
            var bad = episodes[0]
            bad.scores = [Score("a", 1, turn: -3)]
            let error = #expect(throws: HoldfastError.self) { try ShardWriter.write([bad], to: path) }
            #expect(error?.code == .store)
            #expect(try ShardReader(path).episodes() == episodes)
        }
    }
}

/// Whether this process may mount a tmpfs; tried once.
let canMount: Bool = {
    let tried = try? withTemporaryFolder { folder in
        guard try runProgram("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]).status == 0 else { return false }
        return try runProgram("umount", [folder.path]).status == 0
    }
    return tried ?? false
}()
