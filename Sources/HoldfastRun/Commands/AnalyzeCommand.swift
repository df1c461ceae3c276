// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore

/// `holdfast analyze`: what stored episodes say about the simulator.
public struct AnalyzeCommand: Sendable {
    var paths: [String]
    var request: AnalysisRequest
    var output: ReportOutput

    /// An analysis of paths.
    public init(paths: [String], request: AnalysisRequest, output: ReportOutput) {
        self.paths = paths
        self.request = request
        self.output = output
    }

    /// Reads everything once and prints.
    /// - Throws: `file` and `format` for what cannot be read; `usage` where no episode is of the phase.
    public func run() async throws {
        try output.check()
        try output.write(try await report())
    }

    func report() async throws -> AnalysisReport {
        let paths = try TrajectoryPaths(paths)
        let stream = try request.analyzed(paths)
        let progress = ReadingProgress(shards: stream.shards.count)
        let report = try await AnalysisReport.analysis(
            name: paths.given.joined(separator: " "), paths: paths.given, stream: stream, bootstrap: request.bootstrap
        ) { shards in Task { await progress.advance(by: shards) } }
        try report.requireEpisodes(phase: request.phase)
        return report
    }
}

/// `holdfast compare`: what changed between two sets of stored episodes.
public struct CompareCommand: Sendable {
    var before: String
    var after: String?
    var request: AnalysisRequest
    var output: ReportOutput

    /// - Parameter after: nil to compare the evaluations before and after training of the run that `before` names.
    public init(before: String, after: String?, request: AnalysisRequest, output: ReportOutput) {
        self.before = before
        self.after = after
        self.request = request
        self.output = output
    }

    /// Reads both sides once and prints.
    /// - Throws: `usage` where one path is no run with evaluations; `file` and `format` for what cannot be read.
    public func run() async throws {
        try output.check()
        try output.write(try await report())
    }

    func report() async throws -> AnalysisReport {
        let sides = try sides()
        let progress = ReadingProgress(shards: sides.before.stream.shards.count + sides.after.stream.shards.count)
        let report = try await AnalysisReport.comparison(before: sides.before, after: sides.after, bootstrap: request.bootstrap) { shards in
            Task { await progress.advance(by: shards) }
        }
        try report.requireEpisodes(phase: request.phase)
        return report
    }

    private func sides() throws -> (before: AnalysisReport.Side, after: AnalysisReport.Side) {
        let first = try TrajectoryPaths([before])
        if let after { return (try request.compared(first), try request.compared(try TrajectoryPaths([after]))) }
        guard request.phase == nil else { throw HoldfastError(.usage, "--phase needs two paths to compare") }
        guard let early = first.evaluation("before"), let late = first.lastEvaluation, late != early else {
            throw HoldfastError(
                .usage, "\(before) is no run with an evaluation before and one after training; name two paths to compare")
        }
        return (try request.side(first, shards: [early]), try request.side(first, shards: [late]))
    }
}

extension AnalysisReport {
    /// - Throws: `usage` where a side has no episodes at all: an empty table would look like an answer.
    func requireEpisodes(phase: String?) throws {
        for source in sources where source.size.episodes == 0 {
            throw HoldfastError(
                .usage,
                "\(source.paths.joined(separator: " ")) holds no episodes" + (phase.map { " of the phase \($0)" } ?? "")
                    + "; there is nothing to analyze")
        }
    }
}
