// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories

/// What is common to `analyze`, `compare` and `gate`: which episodes are taken, and how intervals are made.
public struct AnalysisRequest: Sendable {
    /// Only episodes of this phase; nil for what the paths stand for.
    var phase: String?
    /// Name of scores that `holdfast rescore` made; nil for the stored ones.
    var scores: String?
    /// Name of a filter key that `holdfast split` made; nil for all episodes.
    var key: String?
    /// Trajectories or a file of figures that the population is held against; nil for none.
    var reference: String?
    /// How intervals are made.
    var bootstrap: BootstrapPlan

    /// - Throws: `usage` for a number of draws or a level that cannot be.
    public init(
        phase: String?, scores: String?, key: String? = nil, reference: String? = nil, draws: Int, level: Double, seed: UInt64
    ) throws {
        guard draws >= 100 else { throw HoldfastError(.usage, "--draws \(draws) is too few for an interval; take at least 100") }
        guard level > 0.5, level < 1 else {
            throw HoldfastError(.usage, "--level \(level) is no share of an interval; take one between 0.5 and 1, such as 0.95")
        }
        self.phase = phase
        self.scores = scores
        self.key = key
        self.reference = reference
        bootstrap = BootstrapPlan(replicates: draws, level: level, seed: seed)
    }

    /// One set of episodes. Of a run without a phase these are its training steps for an analysis.
    func stream(of paths: TrajectoryPaths, shards: [String]) throws -> EpisodeStream {
        let scores = try scores.map { name in
            let folder = try ScoresFolder(name: name, paths: paths)
            return { @Sendable (shard: String) -> ScoreFile? in folder.file(of: shard) }
        }
        return EpisodeStream(
            shards: shards,
            selection: AnalysisSelection(phase: phase, rows: try key.map { try KeyedEpisodes(key: $0, shards: shards).rows(of:) }, scores: scores))
    }

    /// What the population is held against: figures of a JSON file, or the episodes of other paths.
    func populationReference() async throws -> PopulationReference? {
        guard let reference else { return nil }
        if reference.hasSuffix(".json") {
            do {
                return .figures(try PopulationFigures(json: Data(try FileSystem.text(reference).utf8)))
            } catch let error as HoldfastError where error.code == .format {
                throw HoldfastError(.format, "\(reference): \(error.message)", cause: error)
            }
        }
        let paths = try TrajectoryPaths([reference])
        let stream = EpisodeStream(shards: paths.training ?? paths.shards)
        return .episodes(try await stream.accumulate(Population.self), name: reference)
    }

    /// All episodes of the paths; of one run its training steps, or all its shards where a phase is asked for.
    func analyzed(_ paths: TrajectoryPaths) throws -> EpisodeStream {
        try stream(of: paths, shards: phase == nil ? paths.training ?? paths.shards : paths.shards)
    }

    /// One side of a comparison: of one run its last evaluation, or what an analysis takes where there is none.
    func compared(_ paths: TrajectoryPaths) throws -> AnalysisReport.Side {
        if phase == nil, let evaluation = paths.lastEvaluation { return try side(paths, shards: [evaluation]) }
        return try side(paths, shards: phase == nil ? paths.training ?? paths.shards : paths.shards)
    }

    /// Given shards as a side of a comparison.
    func side(_ paths: TrajectoryPaths, shards: [String]) throws -> AnalysisReport.Side {
        AnalysisReport.Side(
            name: shards.count == 1 ? shards[0] : paths.given.joined(separator: " "), paths: paths.given,
            stream: try stream(of: paths, shards: shards))
    }
}

/// Where new scores of a name lie.
struct ScoresFolder: Sendable {
    private let folder: String

    /// - Throws: `file` where there are no scores of this name.
    init(name: String, paths: TrajectoryPaths) throws {
        folder = "\(try StoredShards(paths.shards[0]).base)/\(RunDirectory.rescoredName)/\(name)"
        guard FileSystem.isFolder(folder) else {
            throw HoldfastError(.file, "there are no scores \(name): \(folder) is no folder; make them with `holdfast rescore`")
        }
    }

    func file(of shard: String) -> ScoreFile? { ScoreFile("\(folder)/\(shard.split(separator: "/").last ?? "")") }
}
