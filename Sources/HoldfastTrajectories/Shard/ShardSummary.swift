// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a shard holds, in numbers.
public struct ShardSummary: Hashable, Sendable, Codable {
    /// Version of the layout that the shard was written in.
    public var schemaVersion: Int
    /// Episodes of all phases, failed ones included.
    public var episodes: Int
    /// Distinct scenarios.
    public var scenarios: Int
    /// Distinct personas among the scenarios, by identifier.
    public var personas: Int
    /// Turns of both seats.
    public var turns: Int
    /// Tokens of all episodes, prompts included; those of probes are not counted.
    public var tokens: Int
    /// Tokens the simulator sampled.
    public var sampledTokens: Int
    /// The distinct steps, rising.
    public var steps: [Int]
    /// The distinct phases, sorted.
    public var phases: [String]
    /// Episodes that ended in a failure.
    public var failures: Int
    /// Mean of the rewards that are there, or nil where there is none.
    public var meanReward: Double?
    /// What the writer said about the shard.
    public var labels: [String: String]

    init(file: HDF5Image, path: String) throws {
        try ShardSchema.check(file, path: path)
        var table = EpisodeColumns()
        var scenarioTable = ScenarioColumns()
        var episodeReader = try ColumnReader(file: file, group: EpisodeColumns.group)
        var scenarioReader = try ColumnReader(file: file, group: ScenarioColumns.group)
        try table.exchange(with: &episodeReader)
        try scenarioTable.exchange(with: &scenarioReader)
        let mask: [UInt8] = try file.read("\(TokenColumns.group)/mask")
        let rewards = table.reward.compactMap { $0 }
        schemaVersion = file.integerAttribute(ShardSchema.versionAttribute) ?? 0
        episodes = table.rows
        scenarios = scenarioTable.rows
        personas = Set(scenarioTable.persona).count
        turns = table.turnOffsets.last ?? 0
        tokens = mask.count
        sampledTokens = mask.count { $0 == 1 }
        steps = Set(table.step).sorted()
        phases = Set(table.phase).sorted()
        failures = table.failure.count { $0 != nil }
        meanReward = rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count)
        labels = FileLabels.read(file)
    }
}
