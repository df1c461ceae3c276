// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

/// What an episode costs the two questions, and an answer over many personas.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct PersonaSignalBenchmarks {
    private static let lines = [
        "I would like to book a train from York to Leeds, please.", "On Friday, if that is possible.", "Yes, please go ahead.", "It is Ada Weber.",
        "My customer number is C1207.", "How much does it cost?", "I pay by card.", "No, not two people, three of us.", "That is right.",
        "Thanks, that is all.",
    ]

    /// Ten lines, forty scores and two open questions, as training leaves them.
    private func episodes(personas: Int) -> [StoredEpisode] {
        var random = RandomKey(seed: 1, purpose: .selection).stream
        return (0..<2_000).map { number in
            let names = SignalQuantity.all.compactMap(\.score) + (0..<28).map { "reward/part_\($0)" } + [MetricName.goalSuccess]
            let probes = [("home_city", "York"), ("job", "I am a nurse.")].map {
                ProbeRecord(turn: 4, attribute: Attribute($0.0), question: "What is it?", answer: $0.1)
            }
            let persona = number % personas
            return .made(
                persona: persona, rollout: number / personas, lines: (0..<10).map { _ in Self.lines[Int(random.next() % 10)] },
                facts: [
                    Fact("home_city", "york"), Fact("job", "nurse"), Fact("age", "\(20 + persona % 60)"),
                    Fact("payment", persona % 3 == 0 ? "card" : "cash"),
                ],
                probes: probes, answers: [.pass, .pass],
                scores: Self.lines.indices.flatMap { turn in ["a", "b", "c"].map { Score("line/\($0)", 1, turn: turn) } }
                    + names.map { Score($0, random.uniform()) }, reward: random.uniform())
        }
    }

    private func measure(_ name: String, _ body: () -> Int) {
        // Of the processor, so that what else the machine does changes little.
        let start = clock()
        let count = body()
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        print("\(name): \(fixed(1e6 * seconds / Double(max(1, count)), 2)) microseconds each, \(fixed(seconds, 2)) seconds in all")
    }

    @Test func `an episode, and an answer`() throws {
        let few = episodes(personas: 500)
        var (signal, population) = (PersonaSignal(), Population())
        measure("persona signal, an episode") {
            for _ in 0..<50 { for episode in few { signal.add(episode) } }
            return 50 * few.count
        }
        measure("population, an episode") {
            for _ in 0..<50 { for episode in few { population.add(episode) } }
            return 50 * few.count
        }
        #expect(signal.moments.clusters.count == 500 && population.people.clusters.count == 500)
        measure("persona signal, an answer over 500 personas") {
            #expect(signal.section(ClusterResampling()) != nil)
            return 1
        }
        var against = population
        against.reference = .episodes(population, name: "itself")
        measure("population, an answer over 500 personas against as many") {
            #expect(against.section(ClusterResampling()) != nil)
            return 1
        }
    }
}
