// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct PersonaSignalTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 200))

    private func section(_ episodes: [StoredEpisode]) throws -> ReportSection {
        var signal = PersonaSignal()
        for episode in episodes { signal.add(episode) }
        return try #require(signal.section(resampling))
    }

    /// A line of so many words.
    private func line(_ words: Int) -> String { (0..<words).map { "w\($0)" }.joined(separator: " ") }

    @Test func `what the persona fixes has an ICC of 1, and what changes anyhow one of about 0`() throws {
        var random = RandomKey(seed: 5, purpose: .selection).stream
        var episodes: [StoredEpisode] = []
        for persona in 0..<30 {
            for rollout in 0..<8 {
                let lines = (0..<(1 + Int(random.next() % 6))).map { _ in line(3 + persona) }
                episodes.append(.made(persona: persona, rollout: rollout, lines: lines, stop: random.chance(0.5) ? .correct : .missed))
            }
        }
        let section = try section(episodes)
        #expect(section.estimate("persona/icc/words")?.value == 1)
        #expect(section.estimate("persona/ratio/words")?.value == 0)
        let lines = try #require(section.estimate("persona/icc/lines"))
        #expect(abs(lines.value) < 0.12 && lines.observations == 240 && !lines.excludes(0))
        #expect(section.row("persona/icc/lines")?.personas == 30)
        #expect(section.row("persona/ratio/lines")?.estimate == nil, "the interval of the ICC reaches 0")
        // Category: no signal either. Without the correction chance alone gives a tenth.
        let stop = try #require(section.estimate("persona/category_icc/stop"))
        #expect(!stop.excludes(0) && abs(stop.value) < 0.12)
        #expect(abs(try #require(section.estimate("persona/information/stop")).value) < 0.06)
        #expect(section.lead.contains("Of 3 F tests of no persona signal, 2 stay"))
    }

    @Test func `a category that the persona decides is known from it`() throws {
        let section = try section(
            (0..<12).flatMap { persona in
                (0..<5).map { StoredEpisode.made(persona: persona, rollout: $0, stop: persona % 2 == 0 ? .correct : .premature) }
            })
        #expect(try #require(section.estimate("persona/category_icc/stop")).value == 1)
        let information = try #require(section.estimate("persona/information/stop"))
        #expect(abs(information.value - 1) < 1e-12 && information.low != nil)
        #expect(section.row("persona/information/ending") == nil, "it never varies")
    }

    @Test func `answers are right, agree, and are right in the light of how they agree`() throws {
        func open(_ answer: String) -> ProbeRecord { ProbeRecord(turn: 0, attribute: "city", question: "Which city?", answer: answer) }
        func episode(_ persona: Int, _ rollout: Int, _ answer: String, _ outcome: VerdictOutcome) -> StoredEpisode {
            .made(
                persona: persona, rollout: rollout, facts: [Fact("city", persona == 0 ? "high wycombe" : "york")], probes: [open(answer)],
                answers: [outcome])
        }
        let section = try section([
            // Three right ones in other words, of which any two agree; one wrong.
            episode(0, 0, "High Wycombe.", .pass), episode(0, 1, "I live in high wycombe", .pass), episode(0, 2, "It's High Wycombe!", .pass),
            episode(0, 3, "I live in York", .fail),
            // One right, one wrong with another persona's value.
            episode(1, 0, "york", .pass), episode(1, 1, "In High Wycombe", .fail),
        ])
        #expect(section.estimate("persona/accuracy/open")?.value == 4.0 / 6)
        // Pairs that agree: 3 of 6 for the first, none for the second; weighted by 4 and 2 answers.
        #expect(try #require(section.estimate("persona/retest/open")).value == 2.0 / 6)
        #expect(try #require(section.estimate("persona/normalised_accuracy/open")).value == 2)
        // High Wycombe is the commonest, said four times; of the second's answers one.
        #expect(section.estimate("persona/default_pull/open")?.value == 0.5)
        #expect(section.estimate("persona/default_pull/open")?.observations == 2)
    }

    @Test func `choices are told by their option, and one that names none is an answer of its own`() throws {
        let options = ["york", "leeds", "derby"]
        func episode(_ persona: Int, _ rollout: Int, _ answer: String, _ outcome: VerdictOutcome) -> StoredEpisode {
            let probe = ProbeRecord(turn: 0, attribute: "city", question: "Which?", answer: answer, kind: .choice, options: options)
            return .made(persona: persona, rollout: rollout, facts: [Fact("city", options[persona])], probes: [probe], answers: [outcome])
        }
        let section = try section([
            episode(0, 0, "A", .pass), episode(0, 1, "york", .pass), episode(1, 0, "A: york", .fail), episode(1, 1, "a", .fail),
            episode(2, 0, "what?", .fail), episode(2, 1, "no idea", .fail),
        ])
        #expect(section.estimate("persona/accuracy/choice")?.value == 2.0 / 6)
        #expect(section.estimate("persona/retest/choice")?.value == 1)
        // York is the commonest, and all that the second says; the third says nothing.
        #expect(section.estimate("persona/default_pull/choice")?.value == 0.5)
    }

    @Test func `commitment is the share of the commonest answer at a place, by line and by what is asked for`() throws {
        func regenerated(_ attribute: Attribute, _ turn: Int, _ answers: [String]) -> [ProbeRecord] {
            answers.enumerated().map {
                ProbeRecord(turn: turn, attribute: attribute, question: "What is it?", answer: $1, kind: .regeneration, sample: $0)
            }
        }
        let facts = [Fact("router", "nova"), Fact("budget", "200", visibility: .secret)]
        let episodes = (0..<2).map { persona in
            StoredEpisode.made(
                persona: persona, lines: ["one", "two", "three"], facts: facts,
                probes: regenerated("router", 0, ["nova", "It is Nova", "a Nova, sure", "m12"])
                    + regenerated("router", 4, ["nova", "nova", "nova.", "NOVA"]) + regenerated("budget", 0, ["no", "200 pounds"])
                    + regenerated("colour", 4, ["red", "blue", "green", "white"]))
        }
        let section = try section(episodes)
        #expect(section.estimate("persona/commitment/told")?.value == 0.875)
        #expect(section.estimate("persona/commitment/secret")?.value == 0.5)
        #expect(section.estimate("persona/commitment/unspecified")?.value == 0.25)
        #expect(abs(try #require(section.estimate("persona/commitment_entropy/unspecified")).value) < 1e-12)
        let figure = try #require(section.figures.first { $0.id == "commitment-by-turn" })
        #expect(figure.series.map(\.name) == ["facts that may be told", "secrets", "facts that nothing specifies"])
        #expect(figure.series[0].points.map(\.x) == [1, 3] && figure.series[0].points.map(\.y.value) == [0.75, 1])
        #expect(try #require(section.row("persona/commitment/told")).episodes.count == 2)
        // Seven of eight answers are the same: 42 of 56 pairs.
        #expect(section.estimate("persona/retest/regeneration")?.value == 0.75)
    }

    @Test func `rules are held against the line with and without persona, and likeness follows the lines`() throws {
        func reply(_ turn: Int, _ answer: String) -> ProbeRecord {
            ProbeRecord(turn: turn, attribute: "", question: "", answer: answer, kind: .withoutPersona)
        }
        let policy = [
            PolicyRule(text: "short", behaviour: .atMostWords(2)), PolicyRule(text: "polite", behaviour: .alwaysSays(["please", "thank you"])),
            PolicyRule(text: "no hello", behaviour: .neverSays(["hello"])), PolicyRule(text: "told", behaviour: .onlyWhenAsked("name")),
        ]
        let similarities = [0.1, 0.2, 0.6].enumerated().map { Score(MetricName.noPersonaSimilarity, $1, turn: 2 * $0) }
        let episodes = (0..<2).map { persona in
            StoredEpisode.made(
                persona: persona, lines: ["yes please", "I want the cheap one please", "thank you"], policy: policy,
                probes: [reply(0, "hello you there"), reply(2, "give me one please"), reply(4, "yes")], scores: similarities)
        }
        let section = try section(episodes)
        #expect(section.estimate("persona/default_pull/at_most_words")?.value == 0.5)
        #expect(section.estimate("persona/default_pull/always_says")?.value == 0)
        #expect(section.estimate("persona/default_pull/never_says")?.value == 0)
        #expect(abs(try #require(section.estimate("persona/no_persona_similarity")).value - 0.3) < 1e-12)
        #expect(abs(try #require(section.estimate("persona/no_persona_slope")).value - 0.25) < 1e-12)
        #expect(section.estimate("persona/no_persona_slope")?.observations == 6)
        let points = try #require(section.figures.first { $0.id == "no-persona-similarity" }?.series.first).points
        #expect(points.map(\.x) == [1, 2, 3] && zip(points, [0.1, 0.2, 0.6]).allSatisfy { abs($0.y.value - $1) < 1e-12 })
    }

    @Test func `the order of reading and the division of the work change nothing`() throws {
        for seed in 0..<4 {
            var random = RandomKey(seed: UInt64(seed), purpose: .selection).stream
            var episodes = (0..<60).map { number -> StoredEpisode in
                let probe = ProbeRecord(turn: 0, attribute: "city", question: "Where?", answer: random.chance(0.5) ? "York" : "Leeds \(number % 3)")
                let likeness = Score(MetricName.noPersonaSimilarity, random.uniform(), turn: 0)
                return .made(
                    persona: number % 9, rollout: number / 9, lines: [line(1 + Int(random.next() % 9)), "please"],
                    facts: [Fact("city", "york")],
                    probes: [probe] + [ProbeRecord(turn: 0, attribute: "", question: "", answer: "hm", kind: .withoutPersona)],
                    answers: [random.chance(0.5) ? .pass : .fail], scores: [Score(MetricName.promptToLine, random.uniform()), likeness],
                    reward: random.uniform())
            }
            var whole = PersonaSignal()
            for episode in episodes { whole.add(episode) }
            episodes.shuffle(using: &random)
            var parts = [PersonaSignal(), PersonaSignal(), PersonaSignal()]
            for episode in episodes { parts[Int(random.next() % 3)].add(episode) }
            parts[2].merge(parts[0])
            parts[2].merge(parts[1])
            #expect(agree(whole.section(resampling), parts[2].section(resampling)), "seed \(seed)")
        }
    }

    @Test func `a comparison gives both levels, with personas paired`() throws {
        func signal(_ words: (Int) -> [Int]) -> PersonaSignal {
            var signal = PersonaSignal()
            for persona in 0..<8 {
                for (rollout, words) in words(persona).enumerated() {
                    signal.add(.made(persona: persona, rollout: rollout, lines: [line(words)], reward: Double(words)))
                }
            }
            return signal
        }
        let before = signal { [3 + $0 % 2, 4 - $0 % 3, 5] }
        let after = signal { [3 + $0, 3 + $0, 3 + $0] }
        let section = try #require(PersonaSignal.comparison(before: before, after: after, resampling))
        let row = try #require(section.row("persona/icc/words"))
        guard case .estimate(let first, _, _) = row.cells[0], case .estimate(let second, _, _) = row.cells[1],
            case .estimate(let difference, _, let isSigned) = row.cells[2]
        else {
            Issue.record("\(row.cells)")
            return
        }
        #expect(second.value == 1 && first.value < 0.1 && difference.value == second.value - first.value && isSigned && difference.low != nil)
        #expect(section.tables[0].headings == ReportTable.changeHeadings && section.lead.contains("by chance"))
        #expect(PersonaSignal.comparison(before: PersonaSignal(), after: PersonaSignal(), resampling) == nil)
    }

    @Test func `failed episodes and empty ones say nothing`() {
        var signal = PersonaSignal()
        signal.add(.made(persona: 0, failed: true))
        signal.add(.made(persona: 1, lines: []))
        #expect(signal.section(resampling) == nil)
    }
}
