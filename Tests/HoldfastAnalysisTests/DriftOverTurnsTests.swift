// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct DriftOverTurnsTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 40))

    private func question(_ episodes: [ScoredEpisode]) -> DriftOverTurns {
        var question = DriftOverTurns()
        for (row, scored) in episodes.enumerated() { question.add(.made(scored, row: row)) }
        return question
    }

    private func values(_ section: ReportSection?) throws -> [String: Double] {
        let rows = try #require(section).tables.flatMap(\.rows)
        #expect(Set(rows.map(\.name)).count == rows.count, "names are unique")
        return Dictionary(uniqueKeysWithValues: rows.compactMap { row in row.estimate.map { (row.name, $0.value) } })
    }

    private let two: [ScoredEpisode] = [
        .made(persona: 0, lines: ["a", "b", "c", "d", "e"], agrees: [true, true, false, nil, false]),
        .made(persona: 1, lines: ["a", "b"], agrees: [false, true]),
    ]

    @Test func `numbers by hand`() throws {
        let values = try values(question(two).section(resampling))
        #expect(values["drift/contradictions"] == 0.5)
        // The short dialogue's second line lies in the middle.
        #expect((1...5).map { values["drift/fifth_\($0)"] } == [0.5, 0, 0.5, nil, 1])
        #expect(values["drift/fifth_difference"] == 0.5)
        // Only the first dialogue has a line in both the first and the last fifth.
        #expect(values["drift/fifth_difference_within"] == 1)
        // First dialogue: t 0, 1, 2, 4 with 0, 0, 1, 1, so 2.5 over 8.75; second: t 0, 1 with 1, 0, so -0.5 over 0.5.
        #expect(abs(try #require(values["drift/slope_within"]) - 2 / 9.25) < 1e-12)
        // Failures at lines 3 and 1: S is 1 up to line 1, a half up to line 3.
        #expect(values["drift/first_contradiction"] == 2)
        #expect(values["drift/never"] == 0)
    }

    @Test func `curves are those of the drift curve`() throws {
        let episodes = Self.drawn(200, seed: 4)
        let known = DriftCurve(episodes, bootstrap: BootstrapPlan(replicates: 1))
        let section = try #require(question(episodes).section(resampling))
        let figures = Dictionary(uniqueKeysWithValues: section.figures.map { ($0.id, $0) })
        let byTurn = try #require(figures["drift-by-turn"]?.series.first?.points)
        #expect(byTurn.map(\.x) == known.byTurn.map { Double($0.place + 1) })
        #expect(byTurn.map(\.y.value) == known.byTurn.map(\.rate.value) && byTurn.map(\.y.observations) == known.byTurn.map(\.rate.observations))
        let byFifth = try #require(figures["drift-by-fifth"]?.series.first?.points)
        #expect(byFifth.map(\.y.value) == known.byFifth.map(\.rate.value))
        #expect(byFifth.allSatisfy { $0.y.low != nil && $0.y.high != nil && !$0.episodes.isEmpty })
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `what is merged does not depend on the order`(seed: UInt64) throws {
        let episodes = Self.drawn(150, seed: seed)
        let whole = question(episodes)
        let parts = (0..<3).map { part in
            var question = DriftOverTurns()
            for (row, scored) in episodes.enumerated() where row % 3 == part { question.add(.made(scored, row: row)) }
            return question
        }
        for order in [[0, 1, 2], [2, 0, 1]] {
            var merged = DriftOverTurns()
            for part in order { merged.merge(parts[part]) }
            let (section, expected) = (merged.section(resampling), whole.section(resampling))
            let (left, right) = (try values(section), try values(expected))
            #expect(left.keys == right.keys, "seed \(seed)")
            for (name, value) in right { #expect(abs(value - (left[name] ?? .nan)) < 1e-9, "seed \(seed): \(name)") }
            #expect(section?.tables[0].rows[0].episodes == expected?.tables[0].rows[0].episodes, "seed \(seed)")
        }
    }

    /// The slopes of a linear model over lines, and of one with a constant per dialogue.
    @Test func `slopes are those of scipy and statsmodels`() throws {
        struct File: Decodable {
            struct Dialogues: Decodable {
                var lines: [[Int]]
                var slope: Double
                var slopeWithin: Double
            }
            var dialogues: Dialogues
        }
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/fits.json")
        let known = try JSONDecoder().decode(File.self, from: Data(contentsOf: path)).dialogues
        let episodes = Dictionary(grouping: known.lines) { $0[0] }.sorted { $0.key < $1.key }.map { dialogue, lines -> ScoredEpisode in
            let length = (lines.map { $0[1] }.max() ?? 0) + 1
            var agrees = [Bool?](repeating: nil, count: length)
            for line in lines { agrees[line[1]] = line[2] == 0 }
            return .made(persona: dialogue, lines: agrees.map { _ in "x" }, agrees: agrees)
        }
        let values = try values(question(episodes).section(resampling))
        #expect(abs(try #require(values["drift/slope"]) - known.slope) < 1e-9)
        #expect(abs(try #require(values["drift/slope_within"]) - known.slopeWithin) < 1e-9)
    }

    @Test func `a line with several verdicts counts once, and only the first judge counts`() throws {
        var scored = ScoredEpisode.made(lines: ["a", "b"], agrees: [true, nil])
        scored.verdicts.append(Verdict(criterion: Criterion.promptToLine, outcome: .fail, turn: 0, judge: "made"))
        scored.verdicts.append(Verdict(criterion: Criterion.promptToLine, outcome: .fail, turn: 2, judge: "another"))
        // An agent's line, and one that the dialogue does not have.
        scored.verdicts.append(Verdict(criterion: Criterion.promptToLine, outcome: .fail, turn: 1, judge: "made"))
        scored.verdicts.append(Verdict(criterion: Criterion.promptToLine, outcome: .fail, turn: 99, judge: "made"))
        let row = try #require(question([scored]).section(resampling)?.tables[0].rows[0])
        #expect(row.name == "drift/contradictions" && row.estimate?.value == 1 && row.estimate?.observations == 1)
    }

    @Test func `other criteria have tables of their own, and choices are no open probes`() throws {
        var scored = two[0]
        scored.episode.probes = [ProbeKind.choice, .open, .forecast, .open].map {
            ProbeRecord(turn: 2, attribute: "city", question: "?", answer: "!", kind: $0)
        }
        scored.verdicts += [(VerdictOutcome.pass, 4), (.fail, 8)].map {
            Verdict(criterion: Criterion.lineToLine, outcome: $0.0, turn: $0.1, judge: "made")
        }
        scored.verdicts += [VerdictOutcome.fail, .pass, .fail].map {
            Verdict(criterion: Criterion.questionAndAnswer, outcome: $0, turn: 2, judge: "made")
        }
        let section = question([scored, two[1]]).section(resampling)
        let values = try values(section)
        #expect(values["drift/line_to_line/contradictions"] == 0.5 && values["drift/answers/contradictions"] == 0.5)
        #expect(section?.figures[0].series.map(\.points.count) == [4, 2, 1])
    }

    @Test func `a dialogue that failed has lines but no fifths`() throws {
        let section = try #require(question([.made(lines: ["a", "b", "c"], agrees: [true, false, true], failed: true)]).section(resampling))
        #expect(section.figures[0].series[0].points.map(\.y.value) == [0, 1, 0])
        #expect(section.figures[1].series[0].points.isEmpty)
        let fifth = try #require(section.tables[0].rows.first { $0.name == "drift/fifth_1" })
        #expect(fifth.estimate == nil && fifth.cells[0] == .absent("no data"))
    }

    @Test func `lines behind the last turn that is told apart are pooled there`() throws {
        let count = LineDrift.mostTurns + 6
        let lines = (0..<count).map { "line \($0)" }
        let section = question([.made(lines: lines, agrees: lines.indices.map { $0 < LineDrift.mostTurns })]).section(resampling)
        let points = try #require(section?.figures[0].series[0].points)
        #expect(points.count == LineDrift.mostTurns && points.last?.label == "64+")
        #expect(points.last?.y == Estimate(value: 6 / 7, observations: 7))
        #expect(try values(section)["drift/contradictions"] == 6 / Double(count))
    }

    @Test func `a rate that cannot be known is absent with its reason`() throws {
        var random = RandomKey(seed: 6, purpose: .text).stream
        let flat = (0..<60).map { persona in
            ScoredEpisode.made(persona: persona, lines: ["a", "b", "c", "d", "e", "f"], agrees: (0..<6).map { _ in random.uniform() < 0.8 })
        }
        let rows = try #require(question(flat).section(resampling)).tables[0].rows
        let halfLife = try #require(rows.first { $0.name == "drift/half_life" })
        #expect(halfLife.estimate == nil && halfLife.cells[0] == .absent("no drift to speak of: the rise's interval holds 0"))
        let short = try #require(question([two[1]]).section(resampling)).tables[0].rows
        #expect(short.first { $0.name == "drift/rate" }?.cells[0] == .absent("fewer than four lines to fit"))
    }

    /// Rates of .05 at the first line and .45 at the end, with a half-life of two lines.
    @Test func `a saturating drift is found`() throws {
        let section = ClusterResampling(plan: BootstrapPlan(replicates: 200)).plan
        var random = RandomKey(seed: 7, purpose: .text).stream
        let episodes = (0..<300).map { episode in
            let agrees = (0..<12).map { line in random.uniform() >= 0.45 - 0.4 * exp2(-Double(line) / 2) }
            return ScoredEpisode.made(persona: episode / 3, lines: agrees.map { _ in "x" }, agrees: agrees)
        }
        let rows = try #require(question(episodes).section(ClusterResampling(plan: section))).tables[0].rows
        for (name, truth) in [("saturation_start", 0.05), ("saturation_level", 0.45), ("half_life", 2), ("rate", log(2) / 2)] {
            let row = try #require(rows.first { $0.name == "drift/\(name)" })
            let estimate = try #require(row.estimate, "\(name)")
            #expect(!estimate.excludes(truth), "\(name): \(estimate)")
            if name == "half_life" { #expect(row.note.contains("delta method"), "\(row.note)") }
        }
    }

    @Test func `a comparison has both levels and pairs personas`() throws {
        let before = question(Self.drawn(120, seed: 8, rise: 0.08))
        let after = question(Self.drawn(120, seed: 9, rise: 0.01))
        let section = try #require(DriftOverTurns.comparison(before: before, after: after, resampling))
        let rows = section.tables.flatMap(\.rows)
        #expect(Set(rows.map(\.name)).count == rows.count)
        #expect(rows.allSatisfy { $0.cells.count == 5 })
        let row = try #require(rows.first { $0.name == "drift/contradictions" })
        let (old, new) = (try values(before.section(resampling)), try values(after.section(resampling)))
        guard case .estimate(let first, _, _) = row.cells[0], case .estimate(let second, _, _) = row.cells[1],
            case .estimate(let difference, _, true) = row.cells[2], case .estimate(let gone, _, true) = row.cells[4]
        else {
            Issue.record("\(row.cells)")
            return
        }
        #expect(first.value == old["drift/contradictions"] && second.value == new["drift/contradictions"])
        #expect(abs(difference.value - (second.value - first.value)) < 1e-12 && difference.excludes(0))
        #expect(abs(gone.value - 100 * (1 - second.value / first.value)) < 1e-9)
        #expect(section.figures.map(\.id) == ["drift-by-turn", "drift-by-fifth"] && section.figures[0].series.map(\.name) == ["before", "after"])
    }

    @Test func `the same run twice differs by nothing`() throws {
        let run = question(Self.drawn(60, seed: 10))
        let rows = try #require(DriftOverTurns.comparison(before: run, after: run, resampling)).tables.flatMap(\.rows)
        for row in rows {
            guard case .estimate(let difference, _, _) = row.cells[2] else { continue }
            #expect(abs(difference.value) < 1e-12 && abs(difference.low ?? 0) < 1e-12 && abs(difference.high ?? 0) < 1e-12, "\(row.name)")
        }
    }

    @Test func `nothing said is no section`() {
        #expect(DriftOverTurns().section(resampling) == nil)
        #expect(question([.made(lines: ["a"], agrees: [nil])]).section(resampling) == nil)
        #expect(DriftOverTurns.comparison(before: DriftOverTurns(), after: DriftOverTurns(), resampling) == nil)
    }

    /// Dialogues of one to fourteen lines that contradict more and more.
    static func drawn(_ count: Int, seed: UInt64, rise: Double = 0.03) -> [ScoredEpisode] {
        var random = RandomKey(seed: seed, purpose: .text).stream
        return (0..<count).map { episode in
            let length = 1 + Int(random.next() % 14)
            let agrees = (0..<length).map { line -> Bool? in
                random.uniform() < 0.1 ? nil : random.uniform() >= 0.05 + rise * Double(line)
            }
            return .made(persona: episode % 40, rollout: episode, lines: agrees.map { _ in "words" }, agrees: agrees)
        }
    }
}
