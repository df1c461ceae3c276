// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The trajectory files that paths on a command line stand for.
///
/// A run directory stands for its shards, a folder for the `.h5` files in it, a file for itself.
struct TrajectoryPaths: Sendable {
    /// As they were given.
    let given: [String]
    /// In the order given; those of a run with the training steps first.
    let shards: [String]
    /// The run, where one run directory was named and nothing else.
    let run: RunDirectory?

    /// - Throws: `usage` without a path, `file` where there is nothing of a name, or no trajectory file in a folder.
    init(_ paths: [String]) throws {
        guard !paths.isEmpty else { throw HoldfastError(.usage, "name a run directory, a folder of trajectory files, or trajectory files (.h5)") }
        given = paths
        var shards: [String] = []
        for path in paths {
            guard FileSystem.exists(path) else { throw HoldfastError(.file, "there is no \(path)") }
            guard FileSystem.isFolder(path) else {
                shards.append(path)
                continue
            }
            let run = RunDirectory(path: path)
            let found = try run.isRun ? run.shards : FileSystem.names(in: path).filter { $0.hasSuffix(".h5") }.map { "\(run.path)/\($0)" }
            guard !found.isEmpty else { throw HoldfastError(.file, "\(path) holds no trajectory files (.h5)") }
            shards += found
        }
        if let again = shards.enumerated().first(where: { shards[..<$0.offset].contains($0.element) }) {
            throw HoldfastError(.usage, "\(again.element) is named twice; name each trajectory file once")
        }
        self.shards = shards
        let directory = paths.count == 1 ? RunDirectory(path: paths[0]) : nil
        run = try directory.flatMap { try FileSystem.isFolder($0.path) && $0.isRun ? $0 : nil }
    }

    /// The shards of training steps alone, where a run is named and has any.
    var training: [String]? {
        guard run != nil else { return nil }
        let steps = shards.filter { RunDirectory.step(ofShard: Self.name($0)) != nil }
        return steps.isEmpty ? nil : steps
    }

    /// The shard of an evaluation of the run, such as `before`; nil where there is none.
    func evaluation(_ name: String) -> String? {
        guard run != nil else { return nil }
        return shards.first { RunDirectory.evaluation(ofShard: Self.name($0)) == name }
    }

    /// The evaluation that was made last: `after`, else the latest during training, else the one before it.
    var lastEvaluation: String? {
        guard run != nil else { return nil }
        let names = shards.compactMap { RunDirectory.evaluation(ofShard: Self.name($0)) }.sorted()
        return (names.contains("after") ? "after" : names.last { $0 != "before" } ?? names.last).flatMap(evaluation)
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
