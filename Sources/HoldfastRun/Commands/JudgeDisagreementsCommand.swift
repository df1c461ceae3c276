// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import HoldfastTrajectories

/// `holdfast judge disagreements`.
public struct JudgeDisagreementsCommand: Sendable {
    var shards: [String]
    var output: String
    var json: Bool

    /// - Parameters:
    ///   - shards: trajectory files.
    ///   - output: file of items to write (.jsonl).
    public init(shards: [String], output: String, json: Bool) {
        self.shards = shards
        self.output = output
        self.json = json
    }

    /// Writes an item for every question on which the judges behind a stored verdict do not agree, and prints the counts.
    public func run() throws {
        var questions = StoredQuestions()
        var verdicts = 0
        for shard in shards {
            for scored in try ShardReader(shard).episodes() {
                verdicts += scored.verdicts.count
                questions.collect(scored)
            }
        }
        let items = CalibrationItem.disagreements(questions.disputed)
        try FileSystem.makeFolder(above: output)
        try JSONLines.write(items, to: output)
        let counts = [
            JSONValue.Member("verdicts", .integer(verdicts)), JSONValue.Member("disputed", .integer(questions.disputed.count + questions.unknown)),
            JSONValue.Member("without_question", .integer(questions.unknown)), JSONValue.Member("items", .integer(items.count)),
        ]
        try Output.write(json ? JSONValue.object(counts).page : counts.map { "\($0.key): \($0.value.line)" }.joined(separator: "\n"))
    }
}
