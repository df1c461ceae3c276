// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

struct FailureTaxonomyTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 200))

    private func share(_ episodes: [ScoredEpisode], _ fault: String) -> Double? {
        value(FailureTaxonomy.taking(episodes).section(resampling), "failures/\(fault)")
    }

    @Test(
        "Each kind of evidence stands for its fault",
        arguments: [
            (Criterion.promptToLine, "inconsistent_behavior"), (Criterion.lineToLine, "inconsistent_behavior"),
            (Criterion.fabrication, "hallucination"),
            (Criterion.leakage, "revealed_info_early"), (Criterion.role, "role_confusion"), (Criterion.selfRepetition, "repetition"),
            (Criterion.validity, "invalid_line"),
        ])
    func criterion(_ criterion: String, fault: String) {
        #expect(share([.ended(failed: [(criterion, 2)])], fault) == 1)
        #expect(share([.ended(passed: [(criterion, 2)])], fault) == 0)
        #expect(share([.ended()], fault) == nil)
    }

    @Test(
        "Stops, rules and errands",
        arguments: [
            (ScoredEpisode.ended(stop: .premature), "premature_termination"), (.ended(.turnLimit, stop: .missed), "missed_termination"),
            (.ended(.turnLimit, stop: .cutOff), "missed_required_action"), (.ended(components: [(.policy, .misaligned)]), "guideline_violation"),
        ])
    func ending(_ episode: ScoredEpisode, fault: String) { #expect(share([episode], fault) == 1) }

    @Test func `an agent that ends the dialogue is no fault of the user`() {
        #expect(share([.ended(.agentStop, stop: .cutOff)], "missed_required_action") == 0)
    }

    @Test func `a score of a line shows what stored verdicts do not`() {
        #expect(share([.ended(scores: [Score(MetricName.fabrications, 1, turn: 2)])], "hallucination") == 1)
        #expect(share([.ended(scores: [Score(MetricName.fabrications, 0, turn: 2)])], "hallucination") == 0)
        #expect(share([.ended(scores: [Score(MetricName.fabrications, nil, turn: 2)])], "hallucination") == nil)
    }

    @Test func `a judge that only evaluates is not asked`() {
        var episode = ScoredEpisode.ended(passed: [(Criterion.promptToLine, 0)])
        episode.verdicts.append(Verdict(criterion: Criterion.promptToLine, outcome: .fail, turn: 0, judge: "another"))
        #expect(share([episode], "inconsistent_behavior") == 0)
    }

    @Test func `dialogues that failed are left out`() {
        #expect(share([.ended(.failure, failed: [(Criterion.role, 0)]), .ended(passed: [(Criterion.role, 0)])], "role_confusion") == 0)
    }

    @Test func `lines are counted, the first fault is found, and errands that fail are set beside`() throws {
        let both: [(criterion: String, turn: Int)] = [(Criterion.role, 4), (Criterion.fabrication, 2), (Criterion.role, 6)]
        let episodes = [
            ScoredEpisode.ended(persona: 0, lines: 5, components: [(.task, .incomplete)], failed: both),
            .ended(persona: 1, lines: 5, components: [(.task, .complete)], passed: [(Criterion.role, 0), (Criterion.fabrication, 0)]),
        ]
        let section = try #require(FailureTaxonomy.taking(episodes).section(resampling))
        let row = try #require(section.row("failures/role_confusion"))
        let numbers = row.cells.compactMap { cell -> Double? in
            guard case .estimate(let estimate, _, _) = cell else { return nil }
            return estimate.value
        }
        #expect(numbers == [0.5, 20, 1])
        let first = try #require(section.figures.first { $0.id == "first-faults" }).series[0].points
        #expect(first.map(\.label) == ["makes up facts"])
        #expect(row.episodes.map(\.row) == [0])
    }
}
