// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTraining
import Testing

/// A process killed while it removed an old checkpoint left a `step_000001` without marker, which nothing ever took away.
@Suite struct HalfRemovedCheckpointTests {
    private func withStore(_ body: (CheckpointStore, String) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let store = CheckpointStore(root: root)
        for step in 1...3 {
            _ = try await store.write(CheckpointState(step: step, version: step, identity: RunIdentity())) {
                try Data("weights".utf8).write(to: URL(fileURLWithPath: $0 + "/model.bin"))
                try FileManager.default.createDirectory(atPath: $0 + "/held", withIntermediateDirectories: true)
            }
        }
        try await body(store, root)
    }

    @Test(.enabled(if: Mount.isPossible, "needs the right to mount a small disk"))
    func `what a removal leaves is known as needless and goes with the next one`() async throws {
        try await withStore { store, root in
            // A mount point cannot be removed: the removal ends half-way, as in a process that is killed.
            let mount = try Mount(at: root + "/step_000001/held")
            #expect(throws: (any Error).self) { try store.prune(keepLast: 2) }
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            mount.remove(movedTo: root + "/step_000001.partial/held")
            #expect(left.sorted() == ["step_000001.partial", "step_000002", "step_000003"])
            try store.removeUnfinished()
            #expect(try FileManager.default.contentsOfDirectory(atPath: root).sorted() == ["step_000002", "step_000003"])
        }
    }

    @Test func `what is unfinished goes, and nothing else`() async throws {
        try await withStore { store, root in
            try FileManager.default.moveItem(atPath: root + "/step_000001", toPath: root + "/step_000001.partial")
            try FileManager.default.moveItem(atPath: root + "/step_000003", toPath: root + "/step_000003.replaced")
            try store.removeUnfinished()
            #expect(try FileManager.default.contentsOfDirectory(atPath: root).sorted() == ["step_000002", "step_000003.replaced"])
            #expect(try store.latestComplete().checkpoint?.state.step == 3)
        }
    }
}

/// A file system in memory.
private struct Mount {
    static let isPossible: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil else { return false }
        guard let mount = try? Mount(at: folder) else { return false }
        mount.remove(movedTo: folder)
        return true
    }()

    init(at path: String) throws {
        struct Refused: Error {}
        guard try Self.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path]) == 0 else { throw Refused() }
    }

    /// - Parameter path: where it is now, as a folder above it may have been renamed.
    func remove(movedTo path: String) { _ = try? Self.run(["umount", path]) }

    private static func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
