// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Writes a dataset folder as `minari.load_dataset` opens it: `data/metadata.json` and `data/main_data.hdf5`.
final class MinariExport: EpisodeExport {
    /// A version of Minari whose datasets look like ours; later ones list it as supported.
    private static let version = "0.5.0"

    private let settings: ExportSettings
    private let folder: UnfinishedFolder
    private let file: UnfinishedHDF5
    private var observations = MinariTextSpace()
    private var actions = MinariTextSpace()
    private var episodes = 0
    private var steps = 0

    init(at path: String, settings: ExportSettings, replaces: Bool) throws {
        self.settings = settings
        folder = try UnfinishedFolder(at: path, replaces: replaces)
        do {
            try folder.make("data")
            file = try UnfinishedHDF5(at: folder.beside + "/data/main_data.hdf5", place: path)
        } catch {
            folder.abandon()
            throw error
        }
    }

    func append(_ episodes: [ScoredEpisode], tally: inout ExportTally) throws {
        try file.write { file, session, reserve in
            for scored in episodes {
                guard let steps = MinariSteps(scored, settings: settings) else {
                    tally.leaveOut(.noReward)
                    continue
                }
                let prompt = settings.seat == .user ? settings.prompt(scored.episode.scenario) : settings.agentPrompt
                guard !(steps.observations + steps.actions + [prompt ?? ""]).contains(where: { $0.utf8.contains(0) }) else {
                    tally.leaveOut(.zeroByte)
                    continue
                }
                try reserve(steps.bytes + 2 * (prompt?.utf8.count ?? 0))
                try write(steps, of: scored, prompt: prompt, to: file, in: session)
                tally.take(episodes: 1, rows: steps.actions.count)
            }
        }
    }

    func finish() throws {
        let bytes = try file.finish()
        try folder.write(metadata(bytes: bytes).line, to: "data/metadata.json")
        try folder.finish()
    }

    func abandon() {
        file.abandon()
        folder.abandon()
    }

    private func write(
        _ steps: MinariSteps, of scored: ScoredEpisode, prompt: String?, to file: HDF5DiskFile, in session: borrowing HDF5Session
    ) throws {
        let group = "episode_\(episodes)"
        for text in steps.observations { observations.insert(text) }
        for text in steps.actions { actions.insert(text) }
        try file.makeGroup(group, in: session)
        try file.setAttributes(
            [("id", .integer(episodes)), ("total_steps", .integer(steps.actions.count))]
                + attributes(of: scored, steps: steps, prompt: prompt), of: group, in: session)
        try file.write(texts: steps.observations, to: "\(group)/observations", in: session)
        try file.write(texts: steps.actions, to: "\(group)/actions", in: session)
        try file.write(steps.rewards, shape: [steps.rewards.count], to: "\(group)/rewards", in: session)
        try file.write(flags: steps.terminations, to: "\(group)/terminations", in: session)
        try file.write(flags: steps.truncations, to: "\(group)/truncations", in: session)
        // What is known at the start comes first, so there is one more than there are steps.
        try file.write([-1] + steps.turns, shape: [steps.turns.count + 1], to: "\(group)/infos/turn", in: session)
        episodes += 1
        self.steps += steps.actions.count
    }

    private func attributes(of scored: ScoredEpisode, steps: MinariSteps, prompt: String?) -> [(name: String, value: HDF5AttributeValue)] {
        let (rewards, episode) = (steps.rewards, scored.episode)
        let mean = rewards.reduce(0, +) / Double(rewards.count)
        let variance = rewards.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(rewards.count)
        var attributes: [(name: String, value: HDF5AttributeValue)] = [
            ("seed", .unsigned(episode.scenario.seed)), ("options/scenario", .text(episode.scenario.id)),
            ("rewards_max", .number(rewards.max() ?? 0)), ("rewards_min", .number(rewards.min() ?? 0)), ("rewards_mean", .number(mean)),
            ("rewards_std", .number(variance.squareRoot())), ("rewards_sum", .number(rewards.reduce(0, +))),
            ("rewards_of", .text(steps.hasRewardsOfLines ? "lines" : "episode")),
            ("sampling_seed", .unsigned(episode.samplingSeed)), ("reward", .number(scored.reward(of: settings.seat) ?? 0)),
        ]
        if let prompt { attributes.append(("options/prompt", .text(prompt))) }
        for fact in episode.facts(seat: settings.seat) {
            switch fact.value {
            case .number(let digits): attributes.append((fact.key, .integer(Int(digits) ?? 0)))
            case .string(let text): attributes.append((fact.key, .text(text)))
            default: break
            }
        }
        // Minari reads a slash as a level of a dictionary, and one name may begin as another does.
        for (name, value) in scored.metrics { attributes.append(("metrics/" + name.replacing("/", with: "."), .number(value))) }
        return attributes
    }

    /// - Parameter bytes: what the data take; Minari counts in megabytes with one digit.
    private func metadata(bytes: Int) -> JSONValue {
        .record([
            "total_episodes": .integer(episodes), "total_steps": .integer(steps), "data_format": .string("hdf5"),
            "observation_space": .string(observations.json), "action_space": .string(actions.json),
            "dataset_id": .string(settings.dataset.description), "minari_version": .string(Self.version),
            "algorithm_name": .string("holdfast"), "description": .string(description),
            "dataset_size": .double((Double(bytes) / 100_000).rounded() / 10),
        ])
    }

    private var description: String {
        let (seat, other) = (settings.seat.rawValue, settings.seat.other.rawValue)
        let rewards =
            settings.seat == .user
            ? "Rewards are the shares of the lines in the episode's reward where an episode's `rewards_of` is `lines`, else the episode's reward "
                + "stands at the last step."
            : "The reward stands at the last step: 1 where the agent served the user, else 0."
        return "Dialogues from the \(seat)'s seat: an observation is what the \(other) said before a line of the \(seat), and after the last one; "
            + "an action is the line. \(rewards)"
    }
}
