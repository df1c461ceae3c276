// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastRun

/// Cuts a file to half its length.
private func truncate(_ path: String) throws {
    let bytes = try FileSystem.read(path)
    try FileSystem.write(Array(bytes[..<(bytes.count / 2)]), to: path)
}

private func expectRefusal(_ arguments: [String], status: Int32 = 1, mentioning mention: String, _ comment: Comment? = nil) throws {
    let result = try Program.run(arguments)
    let errors = result.errors.split(separator: "\n").filter { $0.contains("error") }
    #expect(result.status == status, comment)
    #expect(errors.count == 1 && errors[0].hasPrefix("holdfast: error: ") && errors[0].contains(mention), "\(result.errors)")
}

@Suite("Damaged files and full disks", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct DamagedFileTests {
    @Test("a truncated or missing part of the simulator is named")
    func simulator() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let run = "\(folder)/run"
            for name in ["model.safetensors", "tokenizer.json", "config.json"] {
                let path = "\(tiny.simulator)/\(name)"
                let whole = try FileSystem.read(path)
                try truncate(path)
                try expectRefusal(tiny.train(run), mentioning: name)
                try FileSystem.remove(path)
                try expectRefusal(tiny.train(run), mentioning: name)
                try FileSystem.write(whole, to: path)
            }
            #expect(!FileSystem.exists(run))
        }
    }

    @Test("another model's tokenizer is refused")
    func tokenizer() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let path = "\(tiny.simulator)/tokenizer.json"
            let text = try FileSystem.text(path)
            try FileSystem.write(text.replacing("<|end_of_dialogue|>", with: "<|something_else|>"), to: path)
            try expectRefusal(tiny.train("\(folder)/run"), mentioning: "tokenizer.json")
        }
    }

    @Test("a truncated shard stops the resume, and every file stays as it lies")
    func shard() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            #expect(try Program.run(tiny.train(directory.path)).status == 0)
            let shard = directory.shard(step: 3)
            try truncate(shard)
            let metrics = try FileSystem.read(directory.metrics)
            let cut = try FileSystem.read(shard)
            try expectRefusal(["train", "--resume", "--output", directory.path], mentioning: "step_000003.h5")
            try expectRefusal(["show", shard], mentioning: "step_000003.h5")
            #expect(try FileSystem.read(directory.metrics) == metrics)
            #expect(try FileSystem.read(shard) == cut)
        }
    }

    @Test("a directory that cannot be written is one line")
    func unwritable() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            try FileSystem.write("x", to: "\(folder)/file")
            try expectRefusal(tiny.train("\(folder)/file/run"), mentioning: "\(folder)/file")
            try expectRefusal(tiny.train("/proc/holdfast/run"), mentioning: "/proc/holdfast")
            try expectRefusal(
                ["rollout", "--config", tiny.configuration, "--episodes", "1", "--out", "\(folder)/nowhere/x.h5"],
                mentioning: "\(folder)/nowhere/x.h5")
        }
    }

    @Test(
        "a full disk stops the run with one line, and the run continues once there is room",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
    func fullDisk() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let disk = try SmallDisk(at: "\(folder)/disk", kilobytes: 320)
            defer { disk.remove() }
            let run = "\(disk.path)/run"
            try expectRefusal(tiny.train(run), mentioning: "free some space; then continue with: holdfast train --resume --output \(run)")
            try disk.grow(toKilobytes: 65536)
            let resumed = try Program.run(["train", "--resume", "--output", run])
            #expect(resumed.status == 0, "\(resumed.errors)")
        }
    }
}

/// A file system in memory of a chosen size.
private struct SmallDisk {
    let path: String

    /// Whether this process may mount one: root, outside of a container that forbids it.
    static let isPossible: Bool = {
        let made = try? withFolder { folder in
            let disk = try SmallDisk(at: "\(folder)/disk", kilobytes: 64)
            disk.remove()
            return true
        }
        return made ?? false
    }()

    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileSystem.makeFolder(path)
        try SmallDisk.mount(["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
    }

    func grow(toKilobytes kilobytes: Int) throws { try SmallDisk.mount(["-o", "remount,size=\(kilobytes)k", path]) }

    func remove() { _ = try? launch("/usr/bin/env", ["umount", path]) }

    private static func mount(_ arguments: [String]) throws {
        struct Refused: Error {}
        guard try launch("/usr/bin/env", ["mount"] + arguments).status == 0 else { throw Refused() }
    }
}
