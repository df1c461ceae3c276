// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct PopulationTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 100))

    private func population(_ episodes: [StoredEpisode], reference: PopulationReference? = nil) -> Population {
        var population = Population(reference: reference)
        for episode in episodes { population.add(episode) }
        return population
    }

    private func line(_ words: Int) -> String { (0..<words).map { "w\($0)" }.joined(separator: " ") }

    @Test func `levels are shares of lines, and means over lines and dialogues`() throws {
        let episodes = (0..<4).map {
            StoredEpisode.made(
                persona: $0, lines: ["I need a train please", "where from?", "ok"], scores: [Score(MetricName.goalSuccess, $0 < 2 ? 1 : 0.5)])
        }
        let section = try #require(population(episodes).section(resampling))
        #expect(section.estimate("population/words")?.value == 8.0 / 3 && section.estimate("population/words")?.observations == 12)
        #expect(section.estimate("population/lines")?.value == 3)
        #expect(section.estimate("population/questions")?.value == 1.0 / 3 && section.estimate("population/polite")?.value == 1.0 / 3)
        #expect(section.estimate("population/short")?.value == 2.0 / 3 && section.estimate("population/success")?.value == 0.75)
        let figure = try #require(section.figures.first { $0.id == "population-words" })
        #expect(figure.series.map(\.name) == ["simulated users"])
        #expect(figure.series[0].points.map { ($0.y.value * 3).rounded() } == [0, 1, 1, 0, 0, 1])
        // Every dialogue has a line of one word; two lines of one length would name it once.
        #expect(figure.series[0].points.map(\.episodes.count) == [0, 3, 3, 0, 0, 3])
        #expect(figure.series[0].points.allSatisfy { Set($0.episodes).count == $0.episodes.count })
        #expect(section.figures.first { $0.id == "population-openings" }?.series[0].points.map(\.y.value) == [0, 1, 0, 0, 0])
    }

    @Test func `a population is at no distance from itself, and classifiers guess`() throws {
        let episodes = (0..<12).flatMap { persona in
            (0..<3).map { rollout in
                StoredEpisode.made(
                    persona: persona, rollout: rollout, lines: [line(2 + persona % 3), line(1 + rollout)],
                    facts: [Fact("age", "\(20 + persona)"), Fact("payment", persona % 2 == 0 ? "card" : "cash")],
                    scores: [Score(MetricName.goalSuccess, rollout == 0 ? 1 : 0)])
            }
        }
        let section = try #require(population(episodes, reference: .episodes(population(episodes), name: "itself")).section(resampling))
        let zero = section.numbers.filter { name, _ in
            name.hasSuffix("/difference") || name.hasSuffix("_variation") || name.hasSuffix("wasserstein") || name.hasSuffix("_shannon")
                || name.contains("/joint/") || name.hasSuffix("calibration_error")
        }
        #expect(zero.count == 4 + 3 * 2 + 2 + 4 + 1)
        for (name, values) in zero { #expect(values[0] == 0 && values[1] == 0 && values[2] == 0, "\(name): \(values)") }
        #expect(section.estimate("population/words/dice")?.value == 1)
        // Each dialogue stands there once with each label: what helps one hurts the other.
        #expect(try #require(section.estimate("population/style/classifier")).value <= 0.5)
        #expect(section.lead.contains("itself"))
    }

    @Test func `what is far apart is found far apart, by every measure`() throws {
        func made(_ words: Int, _ lines: Int, _ payment: String, _ success: Double) -> [StoredEpisode] {
            (0..<20).flatMap { persona in
                (0..<2).map { rollout in
                    StoredEpisode.made(
                        persona: persona, rollout: rollout, lines: (0..<lines).map { _ in line(words + (persona + rollout) % 2) },
                        facts: [Fact("payment", persona % 2 == 0 ? payment : "card"), Fact("size", persona % 2 == 0 ? "big" : "small")],
                        scores: [Score(MetricName.goalSuccess, persona < 10 ? success : 1)])
                }
            }
        }
        let reference = population(made(3, 2, "cash", 0))
        let section = try #require(population(made(8, 5, "card", 0.5), reference: .episodes(reference, name: "people")).section(resampling))
        #expect(section.estimate("population/words/wasserstein")?.value == 5 && section.estimate("population/words/total_variation")?.value == 1)
        #expect(section.estimate("population/lines/wasserstein")?.value == 3 && section.estimate("population/lines/jensen_shannon")?.value == 1)
        #expect(section.estimate("population/openings/dice")?.value == 1)
        #expect(section.estimate("population/style/classifier")?.value == 1)
        #expect(try #require(section.row("population/style/classifier")).note.contains("permutation p = 0.01;"))
        // Ten hard scenarios went from 0 to a half, ten easy ones stayed.
        #expect(section.estimate("population/success/calibration_error")?.value == 0.25)
        #expect(section.estimate("population/success/difference")?.value == 0.25)
        // Half of all people moved from cash to card.
        #expect(section.estimate("population/joint/total_variation")?.value == 0.5)
        #expect(section.estimate("population/joint/total_absolute")?.value == 20)
        #expect(abs(try #require(section.estimate("population/joint/information")).value - log(2)) < 1e-12)
        let words = try #require(section.row("population/words/total_variation"))
        #expect(words.estimate?.low != nil && words.note.contains("of one source give about"))
        #expect(section.figures.first { $0.id == "population-words" }?.series.map(\.name) == ["people", "simulated users"])
    }

    @Test func `published figures are a reference for what they know`() throws {
        let text = """
            {"schema": "holdfast/population-reference", "version": 1, "name": "people", "source": "a paper", "note": "Few of them.",
             "shares": {"polite": 0.25, "success": 0.5}, "distributions": {"words": {"1": 1, "2": 3}},
             "tables": [{"attributes": ["age", "payment"], "cells": {"18-34": {"card": 2}, "35+": {"card": 1, "cash": 1}}}]}
            """
        let figures = try PopulationFigures(json: Data(text.utf8))
        let ages = ["20", "34", "35", "70"]
        let episodes = ages.enumerated().map { persona, age in
            StoredEpisode.made(
                persona: persona, lines: ["yes", "two words"], facts: [Fact("age", age), Fact("payment", persona == 3 ? "cash" : "card")],
                scores: [Score(MetricName.goalSuccess, 1)])
        }
        let section = try #require(population(episodes, reference: .figures(figures)).section(resampling))
        #expect(section.estimate("population/polite/difference")?.value == -0.25 && section.estimate("population/success/difference")?.value == 0.5)
        #expect(section.row("population/short/difference") == nil && section.row("population/style/classifier") == nil)
        #expect(section.estimate("population/words/total_variation")?.value == 0.25)
        #expect(section.estimate("population/words/wasserstein")?.value == 0.25)
        #expect(section.row("population/words/wasserstein")?.note == "")
        #expect(section.estimate("population/joint/total_variation")?.value == 0)
        #expect(section.lead.contains("people (a paper). Few of them."))
        #expect(section.figures.first { $0.id == "population-words" }?.series[0].points.map(\.y.value) == [0, 0.25, 0.75])
    }

    @Test(arguments: [
        (#""shares": {"polite": 1.5}"#, "write a number from 0 to 1"), (#""shares": {"rude": 0.5}"#, "unknown share `rude`"),
        (#""distributions": {"letters": {"1": 1}}"#, "unknown distribution `letters`"),
        (#""distributions": {"words": {"many": 1}}"#, "`many` is no category"), (#""distributions": {"words": {"1": -1}}"#, "a number below 0"),
        (#""distributions": {"words": {"1": 0}}"#, "nothing above 0"),
        (#""tables": [{"attributes": ["age"], "cells": {"1": {"a": 1}}}]"#, "two different attributes"),
        (#""version": 2"#, "holdfast/population-reference 2 is unknown"), (#""shares": 3"#, "no figures of a population"),
    ])
    func `figures that cannot be meant are one clear error`(part: String, message: String) throws {
        let version = part.contains("version") ? "" : #""version": 1, "#
        let text = #"{"schema": "holdfast/population-reference", \#(version)"name": "people", "source": "a paper", \#(part)}"#
        let error = #expect(throws: HoldfastError.self) { try PopulationFigures(json: Data(text.utf8)) }
        #expect(error?.code == .format && error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `the figures that come with the project can be read`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../configs/references").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            let figures = try PopulationFigures(json: Data(contentsOf: file))
            #expect(!figures.source.isEmpty && figures.shares?["polite"] != nil, "\(file.lastPathComponent)")
        }
    }

    @Test func `lines that stay as they are without persona are pulled wholly, and those that reach the reference not at all`() throws {
        func made(_ said: String, _ reply: String) -> [StoredEpisode] {
            (0..<3).map { persona in
                StoredEpisode.made(
                    persona: persona, lines: [said],
                    probes: [ProbeRecord(turn: 0, attribute: "", question: "", answer: reply, kind: .withoutPersona)])
            }
        }
        let long = "I want the cheap one of them now"
        let reference = PopulationReference.episodes(population(made(long, long)), name: "people")
        func pull(_ said: String, _ reply: String) throws -> Double? {
            try #require(population(made(said, reply), reference: reference).section(resampling)).estimate("population/style/default_pull")?.value
        }
        #expect(try pull("yes please", "yes please") == 1)
        #expect(try pull(long, "yes please") == 0)
        #expect(try pull("it is long but very polite, please", "yes please") == 0.5)
        #expect(try pull(long, long) == nil, "there is nothing to be pulled by")
    }

    @Test func `the order of reading and the division of the work change nothing`() throws {
        for seed in 0..<3 {
            var random = RandomKey(seed: UInt64(seed), purpose: .selection).stream
            var episodes = (0..<60).map { number in
                StoredEpisode.made(
                    persona: number % 9, rollout: number / 9, lines: [line(1 + Int(random.next() % 9)), "please"],
                    facts: [Fact("age", "\(20 + number % 9)"), Fact("payment", number % 2 == 0 ? "card" : "cash")],
                    scores: [Score(MetricName.goalSuccess, random.uniform())])
            }
            let whole = population(episodes, reference: .episodes(population(Array(episodes.prefix(20))), name: "people"))
            episodes.shuffle(using: &random)
            var parts = [Population(), Population(), Population(reference: whole.reference)]
            for episode in episodes { parts[Int(random.next() % 3)].add(episode) }
            parts[0].merge(parts[2])
            parts[0].merge(parts[1])
            #expect(agree(whole.section(resampling), parts[0].section(resampling)), "seed \(seed)")
        }
    }

    @Test func `a comparison gives changes, and the distance of the two`() throws {
        func made(_ words: Int) -> Population {
            population((0..<12).map { StoredEpisode.made(persona: $0, lines: [line(words + $0 % 2)], facts: [Fact("payment", "card")]) })
        }
        let figures = try PopulationFigures(
            json: Data(
                #"{"schema": "holdfast/population-reference", "version": 1, "name": "people", "source": "a paper", "distributions": {"words": {"4": 1}}}"#
                    .utf8))
        var before = made(3)
        before.reference = .figures(figures)
        let section = try #require(Population.comparison(before: before, after: made(6), resampling))
        let spread = try #require(section.row("population/attribute/payment/from_uniform"))
        #expect(spread.cells.prefix(2).allSatisfy { if case .estimate(let level, _, _) = $0 { level.low == 0 && level.value == 0 } else { false } })
        guard case .estimate(let difference, _, true)? = section.row("population/words")?.cells[2] else {
            Issue.record("no difference")
            return
        }
        #expect(difference.value == 3 && difference.low.map { abs($0 - 3) < 1e-9 } == true)
        #expect(section.estimate("population/between/words/wasserstein")?.value == 3)
        // 3.5 words are half a word from people, 6.5 two and a half.
        let row = try #require(section.row("population/words/wasserstein"))
        #expect(row.cells.count == 5 && row.estimate?.value == 0.5)
        #expect(Population.comparison(before: Population(), after: Population(), resampling) == nil)
    }

    @Test func `coverage is of the space of a reference where there is one`() throws {
        func made(_ ages: [Int]) -> [StoredEpisode] {
            ages.enumerated().map { StoredEpisode.made(persona: $0, facts: [Fact("age", "\($1)"), Fact("phone", "\(100_000 + $0)")]) }
        }
        let alone = try #require(population(made([20, 30, 40])).section(resampling))
        #expect(try #require(alone.row("population/coverage")).note == "over age")
        #expect(abs(try #require(alone.estimate("population/mean_distance")).value - 2.0 / 3) < 1e-12)
        #expect(abs(try #require(alone.estimate("population/dispersion")).value - 0.25) < 0.01)
        #expect(alone.estimate("population/smallest_distance")?.value == 0.5)
        let wide = PopulationReference.episodes(population(made([20, 60, 100])), name: "people")
        let against = try #require(population(made([20, 30, 40]), reference: wide).section(resampling))
        #expect(abs(try #require(against.estimate("population/dispersion")).value - 0.75) < 0.01)
    }

    @Test func `attributes of many values are cut into bins where they are quantities, and left out where they are names or codes`() throws {
        let personas = (0..<20).map { number in
            Persona(
                facts: [
                    Fact("age", "\(20 + number)"), Fact("phone", "\(100_000 + number)"), Fact("name", "person \(number)"),
                    Fact("payment", number % 2 == 0 ? "card" : "cash"),
                ], policy: [])
        }
        let age = try #require(AttributeAxis("age", of: personas))
        #expect(age.labels.count == 6 && age.labels[0] == "20.0 to 23.8")
        #expect(personas.map(age.place) == (0..<20).map { min(4, Int(Double($0) / 3.8)) })
        #expect(age.place(of: Persona(facts: [], policy: [])) == 5 && age.place(of: Persona(facts: [Fact("age", "99")], policy: [])) == 4)
        #expect(
            AttributeAxis("phone", of: personas) == nil && AttributeAxis("name", of: personas) == nil && AttributeAxis("job", of: personas) == nil)
        #expect(AttributeAxis("payment", of: personas)?.labels == ["card", "cash", "other"])
    }

    @Test func `failed episodes say nothing`() {
        #expect(population([.made(persona: 0, failed: true)]).section(resampling) == nil)
    }
}
