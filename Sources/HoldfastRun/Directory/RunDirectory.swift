// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Where everything of one run lies. The only place in which file names of a run are spelled.
///
/// ```
/// configs/train.json          the resolved configuration with its digest
/// metrics.jsonl               one row a step
/// trajectories/step_000001.h5 the episodes of a step
/// trajectories/eval-before.h5 the episodes of an evaluation
/// checkpoints/                weights, or with LoRA adapters, and optimizer state
/// simulator/                  with LoRA, what was trained: adapters merged into the weights
/// tb/                         TensorBoard event files
/// reports/                    comparisons
/// rescored/NAME/step_000001.h5 new scores of the episodes of a step
/// masks/keys.h5               filter keys: named selections of the episodes
/// logs/                       one file a launch
/// ```
public struct RunDirectory: Sendable, Hashable {
    /// What a file is called until it is finished; a leftover of a killed run.
    public static let unfinished = ".tmp"

    /// The run's folder, without a slash at its end.
    public let path: String

    /// Names a folder; nothing is read or made.
    public init(path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The resolved configuration; its presence makes the folder a run.
    public var configuration: String { "\(path)/configs/train.json" }
    /// One row a step and one an evaluation.
    public var metrics: String { "\(path)/metrics.jsonl" }
    /// The folder of the shards.
    public var trajectories: String { "\(path)/\(RunDirectory.trajectoriesName)" }
    static let trajectoriesName = "trajectories"
    /// The folder of the checkpoints.
    public var checkpoints: String { "\(path)/checkpoints" }
    /// What a run with LoRA has trained, as a simulator of its own.
    public var simulator: String { "\(path)/simulator" }
    /// The folder of the TensorBoard event files.
    public var tensorBoard: String { "\(path)/tb" }
    /// The folder of the comparisons.
    public var reports: String { "\(path)/reports" }
    /// The folder of new scores, with a folder for each name they were given.
    public var rescored: String { "\(path)/\(RunDirectory.rescoredName)" }
    /// What the folder of new scores is called, also where the shards are of no run.
    static let rescoredName = "rescored"
    /// The resolved configuration that new scores follow from, in their folder.
    static let rescoredConfiguration = "rewards.json"
    /// The names under which there are new scores, sorted.
    var rescoredNames: [String] {
        FileSystem.names(in: rescored).filter { !$0.hasSuffix(RunDirectory.unfinished) && FileSystem.isFolder("\(rescored)/\($0)") }
    }
    /// The folder of the launches' logs.
    public var logs: String { "\(path)/logs" }
    /// The comparison of the first and the last evaluation, for people.
    public var comparison: String { "\(reports)/comparison.md" }
    /// The same for machines.
    public var comparisonData: String { "\(reports)/comparison.json" }
    var lock: String { "\(logs)/lock" }

    /// The log of the next launch: `attempt_1.log` for the first.
    var nextAttemptLog: String {
        let attempts = FileSystem.names(in: logs).compactMap { name in
            name.hasPrefix("attempt_") && name.hasSuffix(".log") ? Int(name.dropFirst("attempt_".count).dropLast(".log".count)) : nil
        }
        return "\(logs)/attempt_\((attempts.max() ?? 0) + 1).log"
    }

    /// The shard with the training episodes of a step, counted from 1.
    public func shard(step: Int) -> String { "\(trajectories)/\(RunDirectory.shardName(step: step))" }

    /// The shard of an evaluation.
    public func shard(evaluation: RunEvaluation) -> String { "\(trajectories)/eval-\(evaluation.name).h5" }

    static func shardName(step: Int) -> String { "step_\(padded(step)).h5" }

    /// A step in at least six digits, so that names sort as numbers do.
    static func padded(_ step: Int) -> String {
        let digits = String(step)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The step of a training shard's file name, or nil for any other name.
    static func step(ofShard name: String) -> Int? {
        guard name.hasPrefix("step_"), name.hasSuffix(".h5") else { return nil }
        return Int(name.dropFirst("step_".count).dropLast(".h5".count))
    }

    /// The evaluation of a shard's file name, or nil for any other name.
    static func evaluation(ofShard name: String) -> String? {
        guard name.hasPrefix("eval-"), name.hasSuffix(".h5") else { return nil }
        return String(name.dropFirst("eval-".count).dropLast(".h5".count))
    }

    /// All shards, training steps first, each group in order.
    public var shards: [String] {
        let names = FileSystem.names(in: trajectories)
        return (names.filter { RunDirectory.step(ofShard: $0) != nil } + names.filter { RunDirectory.evaluation(ofShard: $0) != nil })
            .map { "\(trajectories)/\($0)" }
    }

    /// Whether a run was started here.
    /// - Throws: `file` where the folder may not be looked into.
    public var isRun: Bool { get throws { try FileSystem.surelyExists(configuration) } }

    /// Makes the directory of a new run, and takes it: from the moment its configuration stands there it can be resumed.
    ///
    /// The configuration is written under the lock. Of two processes that start here at the same time, the one that loses changes nothing.
    /// - Parameter document: content of the configuration file.
    /// - Throws: `file` where the directory is used or cannot be written.
    func create(document: String) throws -> FolderLock {
        try requireUnused()
        try FileSystem.makeFolder(logs)
        let lock = try takeLock()
        do {
            try requireUnused()
            try makeFolders()
            try FileSystem.write(document, to: configuration)
        } catch {
            lock.release()
            throw error
        }
        return lock
    }

    private func requireUnused() throws {
        guard try !isRun else {
            throw HoldfastError(.file, "\(path) already holds a run; continue it with --resume, or choose another --output")
        }
        // A process that was killed right at its start may have left its folders, with nothing in them but the lock.
        for name in FileSystem.names(in: path) {
            let within = FileSystem.names(in: "\(path)/\(name)").map { "\(name)/\($0)" }
            let isLeftover = folders.contains("\(path)/\(name)") && within.allSatisfy { leftovers.contains("\(path)/\($0)") }
            guard !isLeftover else { continue }
            throw HoldfastError(.file, "\(path) is not empty and holds no run (\(within.first ?? name) lies there); choose another --output")
        }
    }

    private var folders: [String] {
        [(configuration as NSString).deletingLastPathComponent, trajectories, checkpoints, tensorBoard, reports, logs]
    }

    private var leftovers: [String] { [lock, configuration + RunDirectory.unfinished] }

    /// Takes the directory of an existing run, with the folders that it lacks.
    func reopen() throws -> FolderLock {
        try FileSystem.makeFolder(logs)
        let lock = try takeLock()
        do {
            try makeFolders()
        } catch {
            lock.release()
            throw error
        }
        return lock
    }

    /// Makes the folders that are missing.
    func makeFolders() throws {
        for folder in folders { try FileSystem.makeFolder(folder) }
    }

    /// Takes the directory for this process alone.
    func takeLock() throws -> FolderLock { try FolderLock(file: lock, folder: path) }
}
