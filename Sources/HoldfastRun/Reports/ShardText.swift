// SPDX-License-Identifier: Apache-2.0

import HoldfastTrajectories

/// What a shard holds, for people.
struct ShardText: Sendable {
    private let summary: ShardSummary
    private let path: String

    init(_ summary: ShardSummary, path: String) {
        self.summary = summary
        self.path = path
    }

    var text: String {
        var rows = [
            ["file", path], ["schema version", "\(summary.schemaVersion)"],
            ["episodes", "\(summary.episodes) (\(summary.failures) failed)"],
            ["scenarios", "\(summary.scenarios)"], ["personas", "\(summary.personas)"], ["turns", "\(summary.turns)"],
            ["tokens", "\(summary.tokens) (\(summary.sampledTokens) sampled)"],
            ["phases", summary.phases.joined(separator: ", ")],
            ["steps", summary.steps.map(String.init).joined(separator: ", ")],
            ["mean reward", summary.meanReward.map { fixed($0, 3) } ?? "-"],
        ]
        rows += summary.labels.sorted { $0.key < $1.key }.map { ["label \($0.key)", $0.value] }
        return rows.map { row in
            row[0] + String(repeating: " ", count: max(1, 16 - row[0].count)) + row[1]
        }.joined(separator: "\n")
    }
}
