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
