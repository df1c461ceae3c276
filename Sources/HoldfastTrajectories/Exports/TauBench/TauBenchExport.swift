// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Writes one JSON list of records as tau-bench keeps its results: `task_id`, `reward`, `info`, `traj`, `trial`.
///
/// A scenario is a task, numbered from 0 in the order of appearance; its episodes are the task's trials, numbered likewise. The reward is
/// the agent's: 1 where it served the user, else 0, so that pass^k follows from rewards and trials.
final class TauBenchExport: EpisodeExport {
    private let settings: ExportSettings
    private let file: UnfinishedFile
    /// By scenario: its number, and how many trials it had.
    private var tasks: [String: (number: Int, trials: Int)] = [:]

    init(at path: String, settings: ExportSettings, replaces: Bool) throws {
        self.settings = settings
        file = try UnfinishedFile(at: path, replaces: replaces)
    }

    func append(_ episodes: [ScoredEpisode], tally: inout ExportTally) throws {
        for scored in episodes {
            guard let reward = scored.reward(of: .agent) else {
                tally.leaveOut(.noReward)
                continue
            }
            let record = record(of: scored, reward: reward)
            try file.append((tally.rows == 0 ? "[\n" : ",\n") + record.line)
            tally.take(episodes: 1, rows: 1)
        }
    }

    func finish() throws {
        try file.append("\n]\n")
        try file.finish()
    }

    func abandon() { file.abandon() }

    private func record(of scored: ScoredEpisode, reward: Double) -> JSONValue {
        let episode = scored.episode
        let task = tasks[episode.scenario.id] ?? (number: tasks.count, trials: 0)
        tasks[episode.scenario.id] = (task.number, task.trials + 1)
        return .record([
            "task_id": .integer(task.number), "reward": .double(reward),
            "info": .record([
                "task": .record([
                    "user_id": .string(episode.scenario.persona.id), "actions": .array([]),
                    "instruction": .string(settings.prompt(episode.scenario)), "outputs": .array([]),
                ]),
                "source": .string("user"), "user_cost": .null, "reward_info": .null,
                "holdfast": .record([
                    "reward": scored.reward(of: .user).map(JSONValue.double) ?? .null, "metrics": .numbers(scored.metrics),
                    "metadata": .object(episode.facts(seat: .agent)),
                ]),
            ]),
            "traj": DialogueView(episode, settings: settings).messages.json, "trial": .integer(task.trials),
        ])
    }
}
