// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRewards

/// People who were told what to ask for hardly make anything up; what the judge finds on their lines is what it finds too much.
@Suite struct HumanIdentifiersTests {
    @Test("on lines of people nothing is found", .enabled(if: MultiWOZDialogues.isPresent, "the corpus is not in ../shared"))
    func people() throws {
        let judge = IdentifierJudge()
        var lines = 0
        var stated = 0
        var flagged: [String] = []
        for episode in try MultiWOZDialogues.episodes() {
            lines += episode.userTurns.count
            for statement in try #require(judge.statements(in: episode)) {
                stated += 1
                if statement.isMadeUp {
                    flagged.append("\(statement.identifier.kind) \(statement.identifier.value): \(episode.turns[statement.turn].text)")
                }
            }
        }
        #expect(lines > 7_000 && stated > 5)
        #expect(flagged.isEmpty)
    }
}

/// The dialogues of MultiWOZ's validation split as episodes whose users know the message that the people were given.
enum MultiWOZDialogues {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/multiwoz-2.1-convlab2/val.slim.jsonl")
    static let isPresent = FileManager.default.fileExists(atPath: path.path)

    static func episodes() throws -> [Episode] {
        try String(contentsOf: path, encoding: .utf8).split(separator: "\n").enumerated().map { index, line in
            let record = try JSONDecoder().decode(AnyJSON.self, from: Data(line.utf8)).object ?? [:]
            let told = (record["goal_message"]?.texts ?? []).joined(separator: "\n")
            let turns = (record["turns"]?.array ?? []).enumerated().map { place, turn in
                Turn(index: place, seat: turn.object?["role"]?.text == "user" ? .user : .agent, text: turn.object?["text"]?.text ?? "")
            }
            let scenario = Scenario(
                id: "m-\(index)", domain: "multiwoz", persona: Persona(facts: [], policy: [], statements: told.statements),
                goal: UserGoal(intents: [], constraints: [], components: []), split: .test, seed: 0, source: "multiwoz")
            return Episode(
                id: EpisodeID(phase: "p", step: 0, group: index, rollout: 0), scenario: scenario, turns: turns, trace: TokenTrace(),
                goal: GoalState(components: []), probes: [], ending: Ending(reason: .userStop, stop: nil), simulatorVersion: 0, samplingSeed: 0)
        }
    }
}
