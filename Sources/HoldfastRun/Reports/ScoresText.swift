// SPDX-License-Identifier: Apache-2.0

import HoldfastTrajectories

/// What a file of new scores holds, for people.
struct ScoresText: Sendable {
    private let summary: ScoreSummary
    private let path: String

    init(_ summary: ScoreSummary, path: String) {
        self.summary = summary
        self.path = path
    }

    var text: String {
        let origin = summary.origin
        var table = TextTable()
        table.rows = [
            ["file", path], ["schema version", "\(summary.schemaVersion)"], ["scores of", origin.source],
            ["configuration", origin.configurationDigest],
            ["episodes", "\(summary.episodes)"], ["verdicts", "\(summary.verdicts)"], ["scores", "\(summary.scores)"],
            ["mean reward", summary.meanReward.map { fixed($0, 3) } ?? "-"],
        ]
        table.rows += origin.labels.sorted { $0.key < $1.key }.map { ["label \($0.key)", $0.value] }
        return table.lines.joined(separator: "\n")
    }
}
