// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastTesting
import Testing

private let python = PythonInterpreter.client("openai")
private let simulator = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "checkpoints/base").path

/// Dialogues per stop policy; all twenty take half a minute.
private let dialogues = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" ? 20 : 3

/// Whole dialogues between a bundled agent and the served simulator, which litellm asks as tau2-bench's user simulator does.
@Suite(
    .enabled(if: python != nil, "needs the environment `openai` with litellm; scripts/clients makes it"),
    .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"), .serialized)
struct WholeDialoguesTests {
    /// The system message of tau2-bench's user simulator: guidelines first, then the scenario in sections.
    private func system(_ scenario: Scenario) -> String {
        let sentences = ScenarioPrompt.text(for: scenario).replacing(". ", with: ".\n").split(separator: "\n")
        let persona = sentences.prefix { !$0.hasPrefix("You want") }
        return """
            # User Simulation Guidelines

            You play a customer who talks to an agent. When the goal of the instructions is met, write '###STOP###'.

            <scenario>
            Persona:
            \t\(persona.joined(separator: "\n\t"))
            Instructions:
            \tDomain: \(scenario.domain)
            \tReason for call:
            \t\t\(sentences.dropFirst(persona.count).joined(separator: "\n\t\t"))
            </scenario>
            """
    }

    @Test(arguments: ["simulator", "goal"]) func `dialogues with a user behind litellm come to an end`(policy: String) async throws {
        let serving = try ServingProgram(simulator: simulator, name: "base", options: ["--stop-policy", policy])
        let user = try LiteLLMUser(try #require(python), url: serving.url)
        let catalog = try DomainCatalog.bundled(seed: 1)
        let scenarios = try ScenarioGenerator(seed: 1, catalog: catalog).scenarios(split: .test, count: dialogues)
        var endings: [String: Int] = [:]
        var (settled, resampled, flagged, lines) = (0, 0, 0, 0)
        for (number, scenario) in scenarios.enumerated() {
            var agent = try catalog.agent(for: scenario)
            var turns = [Turn(index: 0, seat: .agent, text: try await agent.open().text)]
            var history: [AnyJSON] = [.object(["role": .string("user"), "content": .string(turns[0].text)])]
            var ending = "turn limit"
            var last: LiteLLMUser.Line.Report?
            for turn in 1...scenario.limits.userTurns {
                let line = try user.line(system: system(scenario), history: history, seed: number * 100 + turn)
                let report = try #require(line.report)
                #expect(report.understood == "whole" && report.turn == turn)
                #expect(report.ended == line.content.hasSuffix("###STOP###"))
                (last, lines) = (report, lines + 1)
                if report.resampled { resampled += 1 }
                if report.flags.contains(where: { $0.kind != "drops_goal" }) { flagged += 1 }
                turns.append(Turn(index: turns.count, seat: .user, text: line.content))
                history.append(line.message)
                if report.ended {
                    ending = "###STOP### by the \(report.ended_by ?? "")"
                    break
                }
                let reply = try await agent.reply(to: turns)
                turns.append(Turn(index: turns.count, seat: .agent, text: reply.text))
                history.append(.object(["role": .string("user"), "content": .string(reply.text)]))
                if reply.ends {
                    ending = "the agent"
                    break
                }
            }
            endings[ending, default: 0] += 1
            if last?.goal_state?.settled == true { settled += 1 }
        }
        #expect(serving.stop(with: SIGTERM) == 0)
        let told = endings.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }.joined(separator: ", ")
        print(
            "stop policy \(policy): \(dialogues) dialogues ended, \(told); goal settled in \(settled); \(lines) lines, \(flagged) flagged, \(resampled) sampled again"
        )
        #expect(endings.values.reduce(0, +) == dialogues)
        #expect(endings.filter { $0.key.hasPrefix("###STOP###") }.values.reduce(0, +) * 3 >= dialogues * 2, "\(told)")
        #expect(settled * 2 >= dialogues, "\(settled)")
    }
}
