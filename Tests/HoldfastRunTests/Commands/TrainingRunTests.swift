// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Synchronization
import Testing

@testable import HoldfastRun

/// Keeps what is written to a terminal.
private final class Screen: Sendable {
    private let text = Mutex<[String]>([])
    var written: [String] { text.withLock { $0 } }
    func write(_ piece: String) { text.withLock { $0.append(piece) } }
}

@Suite("A training run")
struct TrainingRunTests {
    @Test("that fails takes its live lines away first, and a full disk says how to go on")
    func fullDisk() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            let screen = Screen()
            let terminal = Terminal(environment: [:], isTerminal: true) { piece in
                screen.write(piece)
                // The shard of the first step is written beside its name, and there it meets a device without room.
                if piece.contains("simulating") { symlink("/dev/full", directory.shard(step: 1) + ".tmp") }
            }
            let error = await #expect(throws: HoldfastError.self) { try await tiny.trained(directory.path, terminal: terminal) }
            #expect(error?.code == .capacity)
            #expect(
                error?.message.hasSuffix("; then continue with: holdfast train --resume --output \(directory.path)") == true,
                "\(String(describing: error))")
            #expect(screen.written.contains { $0.contains("simulating") })
            #expect(screen.written.last == "\u{1b}[3A\u{1b}[J")
            try await tiny.trained(directory.path, resume: true)
            #expect(FileSystem.exists(directory.comparison))
        }
    }

    @Test("a full disk outside of training says nothing of resuming")
    func fullDiskElsewhere() throws {
        let error = try #require(throws: HoldfastError.self) { try AppendFile(path: "/dev/full").append([1]) }
        #expect(error.code == .capacity)
        #expect(error.message == "cannot write /dev/full: the disk is full; free some space")
    }

    @Test("records the revision and the base it began with, and is not continued from another base")
    func identity() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(directory.path)
            let weights = "\(tiny.simulator)/model.safetensors"
            var bytes = try FileSystem.read(weights)
            let identity = try CheckpointStore(root: directory.checkpoints).open(step: 4).state.identity
            #expect(identity.baseDigest == SHA256.hexadecimal(bytes))
            #expect(identity.codeRevision == SourceRevision.current ?? HoldfastVersion.current)

            bytes[bytes.count - 1] ^= 1
            try FileSystem.write(bytes, to: weights)
            let error = await #expect(throws: HoldfastError.self) { try await tiny.trained(directory.path, resume: true) }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("put the base simulator back as it was") == true)
            #expect(error?.message.contains(SHA256.hexadecimal(bytes)) == true)
            #expect(directory.shards.count == 7)

            bytes[bytes.count - 1] ^= 1
            try FileSystem.write(bytes, to: weights)
            try await tiny.trained(directory.path, resume: true)
        }
    }
}
