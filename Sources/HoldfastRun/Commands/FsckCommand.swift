// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// `holdfast fsck`: opens everything and says what is wrong.
public struct FsckCommand: Sendable {
    var paths: [String]
    var json: Bool

    /// - Parameter paths: run directories, folders, shards, files of scores or of filter keys.
    public init(paths: [String], json: Bool) {
        self.paths = paths
        self.json = json
    }

    /// Checks and prints one line for each finding as it comes, and the counts at the end. Nothing is changed.
    /// - Throws: `store` where something is wrong; `file` for paths that are not there.
    public func run() async throws {
        // Before any shard is looked for: see `RunCheck`.
        var tally = FsckTally()
        let target = try FsckTarget(paths)
        var runs = target.runs.map { RunCheck($0) }
        // Listed again now that the rows of metrics are known, so that a run that is going on has the shards of all of them in the list.
        let files = try FsckTarget(paths).files
        try take(target.findings, into: &tally)
        try await TrajectoryFsck.check(files, shardsIn: target.folders) { report in
            // A run that is being resumed removes what it makes again.
            guard report.isSound || FileSystem.exists(report.path) else { return }
            for index in runs.indices { runs[index].add(report) }
            tally.add(report)
            try take(report.findings, into: &tally)
            if report.dropped > 0, !json { try Output.write("\(report.path): and \(report.dropped) more") }
        }
        for run in runs { try take(run.findings(), into: &tally) }
        try Output.write(json ? Output.json(tally) : tally.summary)
        guard tally.problems.isEmpty else {
            let files = Set(tally.problems.map(\.path)).count
            throw HoldfastError(
                .store,
                "\(counted(tally.problems.count, "problem")) in \(counted(files, "file")); nothing was changed, and each line above says what to do")
        }
    }

    private func take(_ findings: [FsckFinding], into tally: inout FsckTally) throws {
        for finding in findings {
            tally.add(finding)
            if !json { try Output.write((finding.weight == .remark ? "remark: " : "") + finding.line) }
        }
    }
}

/// What a check has found so far.
struct FsckTally: Sendable, Encodable {
    var files = 0
    var shards = 0
    var scoreFiles = 0
    var maskFiles = 0
    var episodes = 0
    var problems: [FsckFinding] = []
    var remarks: [FsckFinding] = []
    /// Findings past the most that are kept of one file.
    var dropped = 0

    mutating func add(_ report: FileReport) {
        files += 1
        dropped += report.dropped
        switch report.kind {
        case .shard:
            shards += 1
            episodes += report.episodes
        case .scores: scoreFiles += 1
        case .masks: maskFiles += 1
        case .unknown: break
        }
    }

    mutating func add(_ finding: FsckFinding) {
        switch finding.weight {
        case .problem: problems.append(finding)
        case .remark: remarks.append(finding)
        }
    }

    /// One line for people.
    var summary: String {
        var parts = [counted(shards, "shard") + " with " + counted(episodes, "episode")]
        if scoreFiles > 0 { parts.append(counted(scoreFiles, "file") + " of scores") }
        if maskFiles > 0 { parts.append(counted(maskFiles, "file") + " of filter keys") }
        let others = files - shards - scoreFiles - maskFiles
        if others > 0 { parts.append(counted(others, "file") + " that cannot be read") }
        let verdict = problems.isEmpty ? "sound" : counted(problems.count + dropped, "problem")
        return "checked \(counted(files, "file")): \(parts.joined(separator: ", ")); \(verdict)"
            + (remarks.isEmpty ? "" : ", \(counted(remarks.count, "remark"))")
    }
}

/// A count with its word, such as `1 file` and `3 files`.
func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
