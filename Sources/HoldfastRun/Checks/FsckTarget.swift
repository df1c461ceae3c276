// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// What `holdfast fsck` looks at: files to open, and what is known without opening any.
struct FsckTarget: Sendable {
    /// Files to open, in order.
    private(set) var files: [String] = []
    /// Folders in which score files find their shards.
    private(set) var folders: [String] = []
    /// Runs on the way, whose steps are counted.
    private(set) var runs: [RunDirectory] = []
    /// What is known without opening a file.
    private(set) var findings: [FsckFinding] = []
    private var visited: Set<String> = []

    /// - Throws: `file` for a path that is not there, and where nothing is to be checked.
    init(_ paths: [String]) throws {
        for path in paths {
            guard try FileSystem.surelyExists(path) else { throw HoldfastError(.file, "there is no \(path); name runs, folders or files (.h5)") }
            if FileSystem.isFolder(path) { look(into: RunDirectory(path: path).path, isNamed: true) } else { add(path) }
        }
        guard !files.isEmpty || !findings.isEmpty || !runs.isEmpty else {
            throw HoldfastError(.file, "there is nothing to check in \(paths.joined(separator: ", ")): no run and no file ending in .h5")
        }
    }

    private mutating func add(_ file: String) {
        if !files.contains(file) { files.append(file) }
    }

    /// - Parameter isNamed: whether it was named on the command line.
    private mutating func look(into folder: String, isNamed: Bool = false) {
        // A link that leads back up would be followed for ever.
        guard visited.insert(FileSystem.resolved(folder)).inserted else { return }
        let names: [String]
        do {
            names = try FileSystem.contents(of: folder)
        } catch {
            findings.append(FsckFinding(.problem, path: folder, what: "\(error)", advice: ""))
            return
        }
        let run = RunDirectory(path: folder)
        let isRun = FileSystem.exists(run.configuration)
        if isRun { runs.append(run) }
        if names.contains(where: { $0.hasSuffix(".h5") }) { folders.append(folder) }
        for name in names where !name.hasPrefix(".") || isNamed {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(RunDirectory.unfinished) {
                findings.append(
                    FsckFinding(
                        .remark, path: path, what: "unfinished: a process was killed while it wrote this, or is writing it",
                        advice: "remove it if nothing is running; no reader looks at it"))
            } else if FileSystem.isFolder(path) {
                // Checkpoints and logs hold no trajectories, and may be large.
                if !isRun || ![run.checkpoints, run.simulator, run.logs, run.tensorBoard].contains(path) { look(into: path) }
            } else if name.hasSuffix(".h5") {
                add(path)
            } else if folder.hasSuffix("/" + RunDirectory.trajectoriesName), !name.hasPrefix(".") {
                findings.append(
                    FsckFinding(.remark, path: path, what: "no trajectory file", advice: "it is left alone; keep other files elsewhere"))
            }
        }
    }
}
