// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Holds filter keys against the shards that they select from.
enum MaskFileCheck {
    /// - Throws: what reading throws: the layout itself is wrong.
    static func run(_ path: String, shardsIn folders: [String], into report: inout FileReport) throws {
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent().path
        let places = ["\(above)/trajectories", above] + folders
        var keys: [MaskedShard: [String]] = [:]
        var shards: [MaskedShard] = []
        for mask in try MaskFile(path).masks() {
            for var shard in mask.shards {
                shard.rows = []
                if keys[shard] == nil { shards.append(shard) }
                keys[shard, default: []].append(mask.key)
            }
        }
        for shard in shards {
            let files = places.map { "\($0)/\(shard.source)" }.filter { FileManager.default.fileExists(atPath: $0) }
            // A shard without a seal has a report of its own.
            let seals = files.compactMap { try? ShardReader($0).seal() }
            guard !seals.contains(shard.seal) else { continue }
            let state = files.isEmpty ? "is nowhere near" : seals.isEmpty ? "is damaged" : "has changed since"
            let names = keys[shard] ?? []
            report.problem(
                "\(names.count == 1 ? "the key" : "the keys") \(names.joined(separator: ", ")) \(names.count == 1 ? "selects" : "select") from "
                    + "\(shard.source), which \(state)",
                advice: "put the shard back, or make the keys anew with `holdfast split --replace`")
        }
    }
}
