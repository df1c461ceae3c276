// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

@testable import HoldfastTrajectories

/// A small group of dialogues with everything that exports look at, told apart by their rewards.
enum ExportFixture {
    static let scenario = Scenario(
        id: "s-1", domain: "rail",
        persona: Persona(facts: [Fact("name", "ann")], policy: [PolicyRule(text: "short lines", behaviour: .atMostWords(12))]),
        goal: UserGoal(
            intents: ["book"], constraints: [Fact("day", "monday")],
            components: [
                GoalComponent(id: "policy.0", kind: .policy, text: "Be short.", check: .obeys(.atMostWords(12))),
                GoalComponent(id: "task.book", kind: .task, text: "book a train", check: .achieved(intent: "book")),
                GoalComponent(id: "requirement.day", kind: .requirement, text: "on monday", parent: "task.book", check: .stated("day", "monday")),
            ]),
        split: .train, seed: 18_446_744_073_709_551_615, source: "bundled")

    /// What the prompt of a scenario is in these tests.
    static let prompt: @Sendable (Scenario) -> String = { "You are \($0.persona["name"] ?? "nobody"). 🚲" }

    static func settings(_ seat: Seat = .user) -> ExportSettings { ExportSettings(seat: seat, prompt: prompt) }

    /// Agent, user, agent with a tool call, user, agent: the user's lines have two tokens each, the last one ends the dialogue.
    static func episode(
        group: Int = 0, rollout: Int = 0, reward: Double? = 1, lines: [String] = ["a train on Monday, bitte", "danke, tschüß 🚲"],
        ending: EndingReason = .userStop, isServed: Bool = true, phase: String = "train", scenario: Scenario = scenario
    ) throws -> ScoredEpisode {
        var trace = TokenTrace()
        trace.appendGiven([1, 40, 41], turn: -1)
        var turns: [Turn] = []
        for (number, line) in lines.enumerated() {
            let isTool = number == 1
            let call = ToolCall(name: "find", arguments: ["day": "monday", "a": "\"q\""], result: "10:00", isError: false)
            trace.appendGiven([2, Int32(50 + number), 3], turn: turns.count)
            turns.append(Turn(index: turns.count, seat: .agent, text: isTool ? "At ten." : "Hello, what day?", toolCalls: isTool ? [call] : []))
            let start = trace.count
            try trace.appendSampled([Int32(100 + rollout), Int32(200 + number)], logprobs: [-0.5, -0.25], turn: turns.count)
            let isLast = number == lines.count - 1
            turns.append(
                Turn(
                    index: turns.count, seat: .user, text: line, finish: isLast && ending == .userStop ? .endOfDialogue : .endOfTurn,
                    tokens: start..<trace.count))
        }
        if ending == .turnLimit { turns.append(Turn(index: turns.count, seat: .agent, text: "Anything else?")) }
        var goal = GoalState(components: scenario.goal.components)
        if isServed {
            for id in ["task.book", "requirement.day"] {
                goal.apply(StatusProposal(component: id, status: .complete, turn: 1, reason: "done", judge: "ledger"))
            }
        }
        let users = turns.filter { $0.seat == .user }.map(\.index)
        let shares = reward.map { reward in
            users.enumerated().map { Score(MetricName.turnReward, $0.offset == 0 ? reward - 0.25 : 0.25, turn: $0.element) }
        }
        return ScoredEpisode(
            episode: Episode(
                id: EpisodeID(phase: phase, step: 3, group: group, rollout: rollout), scenario: scenario, turns: turns, trace: trace, goal: goal,
                probes: [],
                ending: Ending(
                    reason: ending, stop: ending == .failure ? nil : .correct,
                    failure: ending == .failure ? EpisodeFailure(boundary: .agent, message: "gone") : nil),
                simulatorVersion: 2, samplingSeed: 7),
            scores: [Score("drift/prompt_to_line", 0.5), Score("drift/first_turn", nil)] + (shares ?? []), reward: reward)
    }

    /// Writes shards, exports them into the folder and returns the report.
    static func export(
        _ shards: [[ScoredEpisode]], as format: ExportFormat, in folder: URL, to name: String, settings: ExportSettings? = nil,
        selection: EpisodeSelection = EpisodeSelection(), replaces: Bool = false
    ) throws -> ExportReport {
        let paths = try shards.enumerated().map { index, episodes in
            let path = folder.appending(path: "shard-\(index).h5").path
            try ShardWriter.write(episodes, to: path)
            return path
        }
        return try TrajectoryExport(format, settings: settings ?? self.settings(format.usualSeat), selection: selection)
            .write(paths, to: folder.appending(path: name).path, replaces: replaces)
    }

    /// The lines of an exported file as JSON.
    static func rows(_ name: String, in folder: URL) throws -> [AnyJSON] {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n").map { try AnyJSON(parsing: Array($0.utf8)) }
    }
}

extension AnyJSON {
    /// A value by its path.
    subscript(_ path: any ExportPathPart...) -> AnyJSON? {
        path.reduce(self) { value, part in
            if let key = part as? String { return value?.object?[key] }
            if let index = part as? Int, let items = value?.array, items.indices.contains(index) { return items[index] }
            return nil
        }
    }
}

protocol ExportPathPart {}
extension String: ExportPathPart {}
extension Int: ExportPathPart {}
