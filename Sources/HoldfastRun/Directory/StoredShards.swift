// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The shards that paths on the command line stand for: those of a run, those of a folder, or the files themselves.
struct StoredShards: Sendable, Hashable {
    /// Paths of the shards, training steps first, each kind in order.
    let shards: [String]
    /// The folder that the shards belong to: of a run its directory, else the one they lie in.
    let base: String

    /// - Throws: `file` for a path that is not there or a folder without shards; `usage` where paths belong to several folders.
    init(_ paths: [String]) throws {
        let parts = try paths.map { try StoredShards($0) }
        guard let first = parts.first else { throw HoldfastError(.usage, "name a run directory, a folder with shards, or shards (.h5)") }
        if let other = parts.first(where: { FileSystem.resolved($0.base) != FileSystem.resolved(first.base) }) {
            throw HoldfastError(.usage, "\(first.base) and \(other.base) have filter keys of their own; name the shards of one at a time")
        }
        let shards = parts.flatMap(\.shards)
        if let again = shards.enumerated().first(where: { shards[..<$0.offset].contains($0.element) }) {
            throw HoldfastError(.usage, "\(again.element) is named twice; name each shard once")
        }
        (self.shards, base) = (shards, first.base)
    }

    /// - Throws: `file` for a path that is not there or a folder without shards.
    init(_ path: String) throws {
        guard try FileSystem.surelyExists(path) else { throw HoldfastError(.file, "there is no \(path); name a run directory or shards (.h5)") }
        guard FileSystem.isFolder(path) else {
            (shards, base) = ([path], Self.base(ofShard: path))
            return
        }
        let run = RunDirectory(path: path)
        if try run.isRun {
            guard !run.shards.isEmpty else { throw HoldfastError(.file, "\(path) holds no shards yet") }
            (shards, base) = (run.shards, run.path)
            return
        }
        let names = try FileSystem.contents(of: path).filter { $0.hasSuffix(".h5") }
        guard !names.isEmpty else { throw HoldfastError(.file, "\(path) is no run and holds no shards (.h5)") }
        (shards, base) = (names.map { "\(run.path)/\($0)" }, Self.base(ofShard: "\(run.path)/\(names[0])"))
    }

    /// The run of a shard in its folder of trajectories, else the shard's folder.
    private static func base(ofShard path: String) -> String {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let suffix = "/" + RunDirectory.trajectoriesName
        // Where the name does not show it, such as in the folder itself.
        let spelled = folder.hasSuffix(suffix) ? folder : FileSystem.resolved(folder)
        guard spelled.hasSuffix(suffix) else { return folder }
        let run = RunDirectory(path: String(spelled.dropLast(suffix.count)))
        return (try? run.isRun) == true ? run.path : folder
    }
}
