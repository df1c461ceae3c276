// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Holds new scores against the shard that they say they are about.
enum ScoreFileCheck {
    /// - Throws: what reading throws: the layout itself is wrong.
    static func run(_ path: String, shardsIn folders: [String], into report: inout FileReport) throws {
        let file = ScoreFile(path)
        let (origin, scores) = try file.content()
        report.episodes = scores.count
        guard let shard = find(origin.source, of: path, in: folders) else {
            report.problem(
                "it holds scores of \(origin.source), which is nowhere near", advice: "put the shard back, or name its folder beside the scores")
            return
        }
        do {
            for scored in try RescoredShard(scores: path, shard: shard).episodes() {
                for what in EpisodeCheck.problems(of: scored) { report.problem("episode \(scored.episode.id): \(what)") }
            }
        } catch let error as HoldfastError where error.code == .store {
            report.problem("\(error)", advice: "")
        } catch {
            report.problem("its shard cannot be read: \(error)", advice: "mend the shard first")
        }
    }

    /// A shard's path, looked for where runs and `holdfast rescore` put it, then in folders.
    private static func find(_ name: String, of path: String, in folders: [String]) -> String? {
        guard !name.contains("/") else { return nil }
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        return (["\(above)/trajectories", above] + folders).map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) }
    }
}

/// Holds filter keys against the shards that they select from.
enum MaskFileCheck {
    /// - Throws: what reading throws: the layout itself is wrong.
    static func run(_ path: String, shardsIn folders: [String], into report: inout FileReport) throws {
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent().path
        let places = ["\(above)/trajectories", above] + folders
        var seals: [String: Set<String>] = [:]
        for mask in try MaskFile(path).masks() {
            for shard in mask.shards {
                if seals[shard.source] == nil {
                    // A shard that cannot be read has a report of its own.
                    seals[shard.source] = Set(places.compactMap { try? ShardReader("\($0)/\(shard.source)").seal() })
                }
                let found = seals[shard.source] ?? []
                guard !found.contains(shard.seal) else { continue }
                let advice = "make the key anew with `holdfast split --replace`"
                report.problem(
                    "the key \(mask.key) selects from \(shard.source), which \(found.isEmpty ? "is nowhere near" : "has changed since")",
                    advice: advice)
            }
        }
    }
}
