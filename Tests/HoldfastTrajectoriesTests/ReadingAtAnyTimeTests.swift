// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Synchronization
import Testing

@testable import HoldfastTrajectories

/// Reading works while somebody writes, wherever the files lie and whatever they are called, and needs no right but to read.
@Suite struct ReadingAtAnyTimeTests {
    @Test func `readers never see an error or a part while a writer writes and replaces shards`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-living-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Two contents take turns under each name, as where a resumed run makes a step again.
        let contents = try (0..<2).map { try EpisodeFixture.episodes(3, seed: UInt64($0)) }
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { progress.isDone.withLock { $0 = true } }
                for round in 0..<16 {
                    try ShardWriter.write(contents[round / 8], to: folder.appending(path: "step_\(round % 8).h5").path)
                    // So that readers look between any two writes, and not only before the first and after the last.
                    while progress.looks.withLock({ $0 < round }), !Task.isCancelled { await Task.yield() }
                }
            }
            for reader in 0..<2 {
                group.addTask {
                    var isLast = false
                    while !isLast {
                        isLast = progress.isDone.withLock { $0 }
                        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".h5") }.sorted()
                        for name in reader == 0 ? names : names.reversed() {
                            let path = folder.appending(path: name).path
                            let episodes = try ShardReader(path).episodes()
                            #expect(contents.contains(episodes), "\(name)")
                            #expect(try ShardReader(path).count() == 3)
                            let report = TrajectoryFsck.check(path)
                            #expect(report.findings.isEmpty, "\(report.findings.map(\.line))")
                            progress.looks.withLock { $0 += 1 }
                            await Task.yield()
                        }
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        // Each has looked at all 8 after the last write.
        #expect(progress.looks.withLock { $0 } >= 16)
    }

    @Test(.enabled(if: canMountReadOnly, "needs the right to mount a folder read-only, which only root has"))
    func `a read-only folder is read as any other, and nothing is made beside its files`() throws {
        try withTemporaryFolder { folder in
            let (shards, episodes) = try EpisodeMaskTests.shards([5], in: folder)
            try EpisodeMaskTests.file(in: folder).write([])
            let path = shards[0].path
            try Self.withReadOnly(folder) { () throws -> Void in
                #expect(throws: HoldfastError.self) { try ShardWriter.write(episodes[0], to: path) }
                #expect(try ShardReader(path).episodes() == episodes[0])
                #expect(try ShardReader(path).summary().episodes == 5)
                #expect(try ShardReader(path).index().entries.count == 5)
                #expect(try ShardReader(path).dialogues().count == 5)
                #expect(try MaskFile.nearest(to: path).masks().isEmpty)
                #expect(TrajectoryFsck.check(path).isSound)
                let error = #expect(throws: HoldfastError.self) { try ShardMerge([.init(path)]).write(to: "\(folder.path)/new.h5") }
                #expect(error?.code == .file)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["0.h5", MaskFile.folderName])
        }
    }

    @Test func `a file that nobody may write to is read, and stays as it is`() throws {
        try withTemporaryFolder { folder in
            let (shards, episodes) = try EpisodeMaskTests.shards([3], in: folder)
            let manager = FileManager.default
            try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: shards[0].path)
            try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
            defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
            let before = try manager.attributesOfItem(atPath: shards[0].path)[.modificationDate] as? Date
            #expect(try shards[0].episodes() == episodes[0])
            #expect(TrajectoryFsck.check(shards[0].path).isSound)
            let after = try manager.attributesOfItem(atPath: shards[0].path)[.modificationDate] as? Date
            #expect(after == before)
        }
    }

    @Test(arguments: ["with space and 'quotes'.h5", "Grüße 日本語 🚲.h5", "e\u{301}.h5", "-dash.h5", String(repeating: "x", count: 248) + ".h5"])
    func `names may be any`(name: String) throws {
        try withTemporaryFolder { folder in
            let inner = folder.appending(path: "a b/ü/" + String(repeating: "y", count: 200))
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            let path = "\(inner.path)/\(name)"
            let episodes = try EpisodeFixture.episodes(2)
            try ShardWriter.write(episodes, to: path)
            #expect(try ShardReader(path).episodes() == episodes)
            #expect(TrajectoryFsck.check(path).isSound)
        }
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm"), "there is no /dev/shm to write to"))
    func `a folder in memory is one as any other`() throws {
        let path = "/dev/shm/holdfast-\(UUID().uuidString).h5"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let episodes = try EpisodeFixture.episodes(3)
        try ShardWriter.write(episodes, to: path)
        #expect(try ShardReader(path).episodes() == episodes)
    }

    private static func withReadOnly(_ folder: URL, _ body: () throws -> Void) throws {
        #expect(try runProgram("mount", ["--bind", folder.path, folder.path]).status == 0)
        defer { _ = try? runProgram("umount", [folder.path]) }
        #expect(try runProgram("mount", ["-o", "remount,bind,ro", folder.path]).status == 0)
        try body()
    }
}

/// What readers and the writer know of each other.
private final class Progress: Sendable {
    let isDone = Mutex(false)
    let looks = Mutex(0)
}

/// Whether this process may mount a folder read-only; tried once.
private let canMountReadOnly: Bool = {
    let tried = try? withTemporaryFolder { folder in
        guard try runProgram("mount", ["--bind", folder.path, folder.path]).status == 0 else { return false }
        let isReadOnly = try runProgram("mount", ["-o", "remount,bind,ro", folder.path]).status == 0
        return try runProgram("umount", [folder.path]).status == 0 && isReadOnly
    }
    return tried ?? false
}()
