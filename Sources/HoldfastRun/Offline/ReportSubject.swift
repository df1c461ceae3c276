// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore

/// Something that a gate looks at: a report that was written, or episodes that one is made of.
struct ReportSubject: Sendable {
    let path: String
    private let episodes: TrajectoryPaths?

    /// - Throws: `file` where there is nothing of the name.
    init(_ path: String) throws {
        self.path = path
        guard FileSystem.exists(path) else { throw HoldfastError(.file, "there is no \(path)") }
        episodes = try Self.isReport(path) ? nil : TrajectoryPaths([path])
    }

    /// The report of the file, or of a run's last evaluation, or of all episodes where there was none.
    func report(_ request: AnalysisRequest) async throws -> AnalysisReport {
        guard let episodes else { return try AnalysisReport(json: try FileSystem.read(path), name: path) }
        let side = try request.compared(episodes)
        let report = try await AnalysisReport.analysis(name: side.name, paths: side.paths, stream: side.stream, bootstrap: request.bootstrap)
        try report.requireEpisodes(phase: request.phase)
        return report
    }

    /// What changed since a baseline, paired where it can be; nil unless both are episodes.
    func comparison(with baseline: ReportSubject, _ request: AnalysisRequest) async throws -> AnalysisReport? {
        guard let episodes, let before = baseline.episodes else { return nil }
        let report = try await AnalysisReport.comparison(
            before: try request.compared(before), after: try request.compared(episodes), bootstrap: request.bootstrap)
        try report.requireEpisodes(phase: request.phase)
        return report
    }

    /// A file that begins like JSON; trajectory files never do.
    private static func isReport(_ path: String) throws -> Bool {
        guard !FileSystem.isFolder(path) else { return false }
        return try FileSystem.read(path).first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
    }
}
