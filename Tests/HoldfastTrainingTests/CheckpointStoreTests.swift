// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Testing

@Suite struct CheckpointStoreTests {
    let identity = RunIdentity(configurationDigest: "abc", codeRevision: "r1")

    private func withStore(_ body: (CheckpointStore, URL) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try await body(CheckpointStore(root: root.path), root)
    }

    @discardableResult
    private func write(_ store: CheckpointStore, _ step: Int, content: String = "weights") async throws -> Checkpoint {
        try await store.write(CheckpointState(step: step, version: step, identity: identity)) { folder in
            try Data(content.utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent("model.bin"))
            try FileManager.default.createDirectory(atPath: folder + "/optimizer", withIntermediateDirectories: true)
            try Data("moments".utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent("optimizer/state.bin"))
        }
    }

    @Test func `what was written is found, named and whole`() async throws {
        try await withStore { store, root in
            #expect(try store.latestComplete().checkpoint == nil)
            let written = try await write(store, 10)
            #expect(written.path == root.appendingPathComponent("step_000010").path)
            let choice = try store.latestComplete()
            #expect(choice.checkpoint == written)
            #expect(choice.messages.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["step_000010"])
            #expect(try store.resumePoint(for: identity).point == ResumePoint(step: 10, evaluated: true, directory: written.path))
        }
    }

    /// Faults of the newest checkpoint, each with the word its message must hold.
    static let faults: [(String, @Sendable (URL) throws -> Void)] = [
        ("COMPLETE", { try FileManager.default.removeItem(at: $0.appendingPathComponent("COMPLETE")) }),
        ("not readable", { try Data("{\"files\": [".utf8).write(to: $0.appendingPathComponent("COMPLETE")) }),
        ("6 bytes where 7", { try Data("weight".utf8).write(to: $0.appendingPathComponent("model.bin")) }),
        ("checksum", { try Data("Weights".utf8).write(to: $0.appendingPathComponent("model.bin")) }),
        ("missing", { try FileManager.default.removeItem(at: $0.appendingPathComponent("optimizer/state.bin")) }),
        ("trainer.json", { try Data("{".utf8).write(to: $0.appendingPathComponent("trainer.json")) }),
    ]

    @Test(arguments: faults.indices) func `a damaged checkpoint is passed over with its reason`(_ index: Int) async throws {
        let (word, damage) = Self.faults[index]
        try await withStore { store, root in
            try await write(store, 5)
            try await write(store, 10)
            try damage(root.appendingPathComponent("step_000010"))
            let choice = try store.latestComplete()
            #expect(choice.checkpoint?.state.step == 5)
            #expect(choice.messages.count == 2)
            #expect(choice.messages[0].contains("step_000010") && choice.messages[0].contains(word), "\(choice.messages[0])")
            #expect(choice.messages[1].contains("step_000005"))
            #expect(throws: HoldfastError.self) { try store.open(step: 10) }
        }
    }

    @Test func `a write that fails leaves the older checkpoint in place`() async throws {
        try await withStore { store, root in
            try await write(store, 5)
            await #expect(throws: CocoaError.self) {
                _ = try await store.write(CheckpointState(step: 10, version: 10, identity: identity)) { _ in
                    throw CocoaError(.fileWriteOutOfSpace)
                }
            }
            #expect(try store.latestComplete().checkpoint?.state.step == 5)
            try await write(store, 10)
            #expect(try store.latestComplete().checkpoint?.state.step == 10)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() == ["step_000005", "step_000010"])
        }
    }

    @Test func `a checkpoint of the same step is replaced`() async throws {
        try await withStore { store, root in
            try await write(store, 5, content: "old")
            try await write(store, 5, content: "new")
            #expect(try Data(contentsOf: root.appendingPathComponent("step_000005/model.bin")) == Data("new".utf8))
            #expect(try store.open(step: 5).state.step == 5)
        }
    }

    @Test func `whatever moment a replacement dies at, a whole checkpoint of the step is found and replaced in the end`() async throws {
        try await withStore { store, root in
            try await write(store, 5, content: "new")
            let folder = root.appendingPathComponent("step_000005")
            let replaced = root.appendingPathComponent("step_000005.replaced")
            let files = FileManager.default
            try files.copyItem(at: folder, to: replaced)
            try Data("old".utf8).write(to: replaced.appendingPathComponent("notes.txt"))
            // In the order in which a write leaves them, backwards: both complete, the new one without its marker, only the old one.
            for (damage, path) in [(nil, folder), ("step_000005/COMPLETE", replaced), ("step_000005", replaced)] as [(String?, URL)] {
                if let damage { try files.removeItem(at: root.appendingPathComponent(damage)) }
                #expect(try store.latestComplete().checkpoint?.path == path.path, "\(damage ?? "both complete")")
                let before = try files.subpathsOfDirectory(atPath: root.path).sorted()
                await #expect(throws: CocoaError.self) {
                    _ = try await store.write(CheckpointState(step: 5, version: 5, identity: identity)) { _ in
                        throw CocoaError(.fileWriteOutOfSpace)
                    }
                }
                try files.removeItem(at: root.appendingPathComponent("step_000005.partial"))
                #expect(try files.subpathsOfDirectory(atPath: root.path).sorted() == before)
            }
            try await write(store, 5, content: "newest")
            #expect(try files.contentsOfDirectory(atPath: root.path) == ["step_000005"])
            #expect(try Data(contentsOf: folder.appendingPathComponent("model.bin")) == Data("newest".utf8))
        }
    }

    @Test func `what was set aside goes with the next pruning, unless it is all there is`() async throws {
        try await withStore { store, root in
            for step in [5, 6] {
                try await write(store, step)
                let folder = root.appendingPathComponent("step_00000\(step)").path
                try FileManager.default.copyItem(atPath: folder, toPath: folder + ".replaced")
            }
            try FileManager.default.removeItem(at: root.appendingPathComponent("step_000006"))
            try store.prune(keepLast: 3)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() == ["step_000005", "step_000006.replaced"])
            #expect(try store.latestComplete().checkpoint?.state.step == 6)
        }
    }

    @Test func `another base is refused, an unknown one is not`() async throws {
        try await withStore { store, _ in
            var made = identity
            made.baseDigest = "b1"
            _ = try await store.write(CheckpointState(step: 5, version: 5, identity: made)) { _ in }
            var other = made
            other.baseDigest = "b2"
            let error = #expect(throws: HoldfastError.self) { try store.resumePoint(for: other) }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("b1") == true && error?.message.contains("b2") == true)
            #expect(try store.resumePoint(for: made).point?.step == 5)
            #expect(try store.resumePoint(for: identity).point?.step == 5)
        }
    }

    @Test func `only the newest are kept, and incomplete ones do not count`() async throws {
        try await withStore { store, root in
            for step in 1...5 { try await write(store, step) }
            try FileManager.default.removeItem(at: root.appendingPathComponent("step_000005/COMPLETE"))
            try store.prune(keepLast: 2)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() == ["step_000003", "step_000004", "step_000005"])
            try store.prune(keepLast: 0)
            #expect(try store.latestComplete().checkpoint?.state.step == 4)
        }
    }

    @Test func `another configuration is refused, another code revision is told`() async throws {
        try await withStore { store, _ in
            try await write(store, 5)
            let error = #expect(throws: HoldfastError.self) {
                try store.resumePoint(for: RunIdentity(configurationDigest: "xyz", codeRevision: "r1"))
            }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("abc") == true && error?.message.contains("xyz") == true)
            let (point, messages) = try store.resumePoint(for: RunIdentity(configurationDigest: "abc", codeRevision: "r2"))
            #expect(point?.step == 5)
            #expect(messages.last?.contains("r1") == true)
        }
    }

    @Test func `a root that cannot be made is an error with its path`() async throws {
        try await withStore { _, root in
            try Data().write(to: root)
            let store = CheckpointStore(root: root.appendingPathComponent("checkpoints").path)
            let error = await #expect(throws: HoldfastError.self) { _ = try await write(store, 1) }
            #expect(error?.code == .file)
            #expect(error?.message.contains(root.path) == true)
        }
    }
}
