// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// One episode of a shard as one selects by: where it lies, whom it is about and what came out, without the dialogue.
public struct EpisodeEntry: Hashable, Sendable, Codable {
    /// Position in the shard, from 0.
    public var row: Int
    /// Where it stands in its run.
    public var id: EpisodeID
    /// Identifier of the scenario.
    public var scenario: String
    /// Whom the dialogue is about (`Scenario.subject`): the persona, or the goal where the persona is no person with a name.
    public var subject: String
    /// Identifier of the goal.
    public var goal: String
    /// Domain that serves the scenario.
    public var domain: String
    /// Part of the data that the scenario belongs to.
    public var split: Split
    /// The composed reward, or nil where there is none.
    public var reward: Double?
    /// What brought the episode to its end.
    public var ending: EndingReason
    /// What the user's decision to stop was worth; nil where the episode failed.
    public var stop: StopDecision?
}

/// The episodes of one shard in a table of contents, with what identifies the shard.
public struct ShardIndex: Hashable, Sendable {
    /// Path of the shard, as the reader was given it.
    public var path: String
    /// What the shard's seal says, `<length> <hash>`; two shards of one seal are the same.
    public var seal: String
    /// The episodes in their order.
    public var entries: [EpisodeEntry]
}

extension ShardReader {
    /// The table of contents: reads the tables of episodes and scenarios alone.
    /// - Parameter cache: what is decoded once for many shards.
    public func index(cache: DialogueCache = DialogueCache()) throws -> ShardIndex {
        let content = try SealedFile.read(path)
        let (episodes, scenarios) = try reading(content) { file in
            var episodes = EpisodeColumns()
            var scenarios = ScenarioColumns()
            try episodes.exchange { group in try ColumnReader(file: file, group: group) }
            try scenarios.exchange { group in try ColumnReader(file: file, group: group) }
            return (episodes, scenarios)
        }
        do {
            let subjects = try scenarios.json.map { try cache.scenario(of: $0).subject }
            let entries = try (0..<episodes.rows).map { row in
                let scenario = episodes.scenario[row]
                guard subjects.indices.contains(scenario) else {
                    throw HoldfastError(.format, "an episode refers to a scenario that the shard does not hold")
                }
                return EpisodeEntry(
                    row: row, id: episodes.id(at: row), scenario: scenarios.id[scenario], subject: subjects[scenario],
                    goal: scenarios.goal[scenario], domain: scenarios.domain[scenario], split: scenarios.split[scenario],
                    reward: episodes.reward[row], ending: episodes.ending[row], stop: episodes.stop[row])
            }
            return ShardIndex(path: path, seal: ContentSeal.text(of: content), entries: entries)
        } catch {
            throw error.naming(path)
        }
    }

    /// What the shard's seal says, `<length> <hash>`. Reads the last line of the file and nothing else, so damage before it goes unseen.
    public func seal() throws -> String { try SealedFile.seal(of: path) }
}

extension EpisodeColumns {
    /// Where an episode stands in its run.
    func id(at row: Int) -> EpisodeID {
        EpisodeID(phase: phase[row], step: step[row], group: groupIndex[row], rollout: rollout[row])
    }
}
