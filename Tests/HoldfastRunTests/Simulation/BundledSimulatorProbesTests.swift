// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import Testing

@testable import HoldfastRun

/// Whether the measures tell apart what they are meant to, on the simulator that comes with Holdfast.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] != nil, "set HOLDFAST_SLOW=1"))
struct BundledSimulatorProbesTests {
    /// What one kind of fact gives over all dialogues and places.
    private static func commitment(of fact: RegeneratedFact) async throws -> (measures: [ProbeMeasures], episodes: [Episode], world: SimulatedWorld) {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let configuration = try LoadedConfiguration(
            yaml: """
                simulator: {folder: \(root)/checkpoints/base}
                scenarios: {seed: 11, train: 1, evaluation: 48, evaluation_split: test}
                environment:
                  probes:
                    after_user_turns: [2, 5]
                    questions: 1
                    choices: 1
                    forecasts: [fallback, secret, identifier, questions, lines]
                    without_persona: {lines: [1, 2, 3, 4, 5, 6, 7, 8]}
                    regeneration: {after_user_turns: [1, 4], samples: 8, facts: [\(fact.rawValue)]}
                """, name: "probes.yaml", defaults: RunConfiguration()
        ).value
        let world = try SimulatedWorld(configuration)
        let episodes = try await Stage.with(configuration, world: world) { try await $0.episodes(of: world.evaluation, phase: "rollout") }.map(
            \.episode)
        let measures = episodes.map { ProbeMeasures($0, reader: world.lexicon($0.scenario.domain).map(LineReader.init)) }
        return (measures, episodes, world)
    }

    private static func mean(_ values: [Double?]) -> Double {
        let present = values.compactMap(\.self)
        return present.reduce(0, +) / Double(present.count)
    }

    @Test func `it holds on to facts that it was given and to none that it was not`() async throws {
        let (given, _, _) = try await Self.commitment(of: .shared)
        let (made, _, _) = try await Self.commitment(of: .unspecified)
        for (name, measures) in [("given", given), ("made up", made)] {
            print(
                "measured: \(name): commitment \(Self.mean(measures.map(\.commitment))), entropy \(Self.mean(measures.map(\.commitmentEntropy))),",
                "consistent \(Self.mean(measures.map(\.consistentShare))), read \(Self.mean(measures.map(\.commitmentRead))),",
                "committed in \(measures.count { $0.firstCommitment != nil }) of \(measures.count),",
                "deviation \(Self.mean(measures.map(\.commitmentDeviation)))")
        }
        #expect(Self.mean(given.map(\.commitment)) > Self.mean(made.map(\.commitment)) + 0.2)
        #expect(Self.mean(given.map(\.consistentShare)) > 0.8)
    }

    @Test func `its lines are its own, and it knows facts but no letters`() async throws {
        let (measures, episodes, world) = try await Self.commitment(of: .secret)
        let contrasts = episodes.map { episode -> Double? in
            let lines = episode.userLines(reader: world.lexicon(episode.scenario.domain).map(LineReader.init))
            return PersonaContrast(own: episode.scenario, among: world.evaluation, count: 8, seed: 1).mean(of: lines)
        }
        print(
            "measured: open \(Self.mean(measures.map(\.answers.open))), choice \(Self.mean(measures.map(\.answers.choice))),",
            "read \(Self.mean(measures.map(\.answers.choiceRead))), secrets read \(Self.mean(measures.map(\.commitmentRead))),",
            "without persona \(Self.mean(measures.map(\.noPersonaSimilarity))), contrast \(Self.mean(contrasts)),",
            "forecasts \(measures.flatMap(\.forecasts).count { $0.stated != nil }) read of \(measures.flatMap(\.forecasts).count),",
            "\(measures.flatMap(\.forecasts).count { $0.cameTrue != nil }) tested, \(measures.flatMap(\.forecasts).count { $0.cameTrue == true }) true"
        )
        let places = Dictionary(grouping: measures.flatMap { $0.noPersonaSimilarities }, by: \.turn).mapValues { Self.mean($0.map(\.value)) }
        print("measured: without persona by turn", places.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
        #expect(Self.mean(measures.map(\.answers.open)) > 0.7)
        #expect(Self.mean(measures.map(\.answers.choiceRead)) < 0.5)
        #expect(Self.mean(contrasts) > 0.4)
    }
}
