// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Nothing is lost, and nothing partial is left.
@Suite struct ExportPlaceTests {
    @Test(arguments: ExportFormat.allCases)
    func `what lies there stays unless it may be replaced`(format: ExportFormat) throws {
        try withTemporaryFolder { folder in
            let episodes = [[try ExportFixture.episode(), try ExportFixture.episode(rollout: 1, reward: 0.5, lines: ["hi", "no"])]]
            _ = try ExportFixture.export(episodes, as: format, in: folder, to: "out")
            let before = try contents(folder)
            let error = #expect(throws: HoldfastError.self) { try ExportFixture.export(episodes, as: format, in: folder, to: "out") }
            #expect(error?.code == .file && error?.message.hasSuffix("is there already; choose another --out, or replace it with --replace") == true)
            // Equal episodes make equal bytes.
            _ = try ExportFixture.export(episodes, as: format, in: folder, to: "out", replaces: true)
            #expect(try contents(folder) == before)
            // An export that comes to nothing replaces nothing.
            let nothing = EpisodeSelection(phase: "eval")
            #expect(throws: HoldfastError.self) {
                try ExportFixture.export(episodes, as: format, in: folder, to: "out", selection: nothing, replaces: true)
            }
            #expect(try contents(folder) == before)
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func `a shard that is damaged leaves nothing behind`(format: ExportFormat) throws {
        try withTemporaryFolder { folder in
            let shards = ["a", "b"].map { folder.appending(path: "\($0).h5").path }
            for shard in shards { try ShardWriter.write([try ExportFixture.episode()], to: shard) }
            var bytes = try Data(contentsOf: URL(filePath: shards[1]))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: shards[1]))
            let export = TrajectoryExport(format, settings: ExportFixture.settings(format.usualSeat))
            let error = #expect(throws: HoldfastError.self) { try export.write(shards, to: folder.appending(path: "out").path) }
            #expect(error?.message.contains("b.h5") == true)
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == ["a.h5", "b.h5"])
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func `a place that cannot be written to is one clear error`(format: ExportFormat) throws {
        try withTemporaryFolder { folder in
            try ShardWriter.write([try ExportFixture.episode()], to: folder.appending(path: "a.h5").path)
            let export = TrajectoryExport(format, settings: ExportFixture.settings(format.usualSeat))
            let error = #expect(throws: HoldfastError.self) { try export.write([folder.appending(path: "a.h5").path], to: "/proc/nowhere/out") }
            #expect(error?.code == .file && error?.message.contains("cannot write /proc/nowhere/out") == true, "\(String(describing: error))")
        }
    }

    @Test(.enabled(if: canMount, "needs the right to mount a small tmpfs, which only root has"), arguments: ExportFormat.allCases)
    func `a full disk leaves nothing partial`(format: ExportFormat) throws {
        try withTemporaryFolder { folder in
            let shard = folder.appending(path: "a.h5").path
            let disk = folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            let long = String(repeating: "word ", count: 20_000)
            let lines = [[long, "x"], [long, "y"]]
            try ShardWriter.write(
                try lines.enumerated().map { try ExportFixture.episode(rollout: $0.offset, reward: Double($0.offset), lines: $0.element) }, to: shard)
            #expect(try runProgram("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.path]).status == 0)
            defer { _ = try? runProgram("umount", [disk.path]) }
            var settings = ExportFixture.settings(format.usualSeat)
            settings.contextTokens = 100_000
            let error = #expect(throws: HoldfastError.self) {
                try TrajectoryExport(format, settings: settings).write([shard], to: disk.appending(path: "out").path)
            }
            #expect(error?.code == .capacity, "\(String(describing: error))")
            #expect(try contents(disk).isEmpty)
        }
    }

    @Test func `phases, rewards and rows choose the episodes`() throws {
        try withTemporaryFolder { folder in
            let episodes = [
                try ExportFixture.episode(), try ExportFixture.episode(rollout: 1, reward: 0.5), try ExportFixture.episode(rollout: 2, reward: nil),
                try ExportFixture.episode(rollout: 3, phase: "eval"), try ExportFixture.episode(rollout: 4),
            ]
            let selection = EpisodeSelection(phase: "train", minimumReward: 0.75) { $0.hasSuffix("shard-0.h5") ? [0, 1, 2, 3] : nil }
            let report = try ExportFixture.export([episodes], as: .chat, in: folder, to: "chat.jsonl", selection: selection)
            #expect(report.leftOut == ["low_reward": 1, "no_reward": 1, "not_selected": 2] && report.exported == 1)
            #expect(report.reasons == "2 not selected, 1 without a reward, 1 below the reward asked for")
        }
    }

    private func contents(_ folder: URL) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        var contents: [String: Data] = [:]
        for name in names {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.appending(path: name).path, isDirectory: &isFolder)
            if !isFolder.boolValue { contents[name] = try Data(contentsOf: folder.appending(path: name)) }
        }
        return contents
    }
}
