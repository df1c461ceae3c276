// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore

/// `holdfast gate`: whether runs reach what a thresholds file asks.
public struct GateCommand: Sendable {
    var paths: [String]
    var thresholds: String
    var baseline: String?
    var junit: String?
    var json: Bool
    var request: AnalysisRequest

    /// - Parameters:
    ///   - paths: reports in JSON, run directories or trajectory files; of several the medians count.
    ///   - thresholds: YAML file.
    ///   - baseline: a report or run that drops and rises are measured from.
    ///   - junit: XML file to write.
    public init(paths: [String], thresholds: String, baseline: String?, junit: String?, json: Bool, request: AnalysisRequest) {
        self.paths = paths
        self.thresholds = thresholds
        self.baseline = baseline
        self.junit = junit
        self.json = json
        self.request = request
    }

    /// Looks, writes and prints.
    /// - Returns: whether every threshold was cleared.
    /// - Throws: `configuration` for a thresholds file that cannot be read or asks nothing; `usage`, `file` and `format` for the rest.
    public func run() async throws -> Bool {
        let report = try await report()
        if let junit { try FileSystem.write(report.junit, to: junit) }
        try Output.write(json ? try Output.json(report) : report.text(width: Output.width))
        return report.isMet
    }

    func report() async throws -> GateReport {
        guard !paths.isEmpty else { throw HoldfastError(.usage, "name a report (.json) or a run to look at") }
        if let again = paths.enumerated().first(where: { paths[..<$0.offset].contains($0.element) }) {
            throw HoldfastError(.usage, "\(again.element) is named twice, and would count twice in the median")
        }
        let thresholds = try GateFile.read(thresholds)
        if let junit {
            try FileSystem.makeFolder(above: junit)
            try FileSystem.checkPlace(ofFile: junit)
        }
        let before = try baseline.map { try ReportSubject($0) }
        var subjects: [Gate.Subject] = []
        for path in paths {
            let subject = try ReportSubject(path)
            var comparison: AnalysisReport?
            if let before { comparison = try await subject.comparison(with: before, request) }
            subjects.append(Gate.Subject(name: path, report: try await subject.report(request), comparison: comparison))
        }
        // Rows that a comparison lacks, such as those over the words of all dialogues together, are taken from both reports.
        let reference = try await before?.report(request)
        let verdicts = Gate(thresholds, subjects: subjects, baseline: reference).verdicts()
        return GateReport(thresholds: self.thresholds, runs: thresholds.runs ?? [], subjects: paths, baseline: baseline, verdicts: verdicts)
    }
}

/// `holdfast gate --propose`: thresholds that a run sets for those after it.
public struct GateProposalCommand: Sendable {
    var baseline: String
    var metrics: [String]
    var request: AnalysisRequest

    /// - Parameters:
    ///   - baseline: a report or run.
    ///   - metrics: names of rows; none for all whose perfect value is known.
    public init(baseline: String, metrics: [String], request: AnalysisRequest) {
        self.baseline = baseline
        self.metrics = metrics
        self.request = request
    }

    /// Prints the file.
    public func run() async throws {
        let report = try await ReportSubject(baseline).report(request)
        try Output.write(try GateThresholds.proposed(metrics, from: report, named: baseline).yaml)
    }
}
