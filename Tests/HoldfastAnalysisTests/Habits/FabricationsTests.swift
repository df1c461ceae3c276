// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct FabricationsTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 50))

    private static func verdict(_ criterion: String, _ outcome: VerdictOutcome, _ turn: Int, _ places: [Range<Int>] = []) -> Verdict {
        Verdict(criterion: criterion, outcome: outcome, turn: turn, places: places, judge: "made")
    }

    private static let episodes: [StoredEpisode] = [
        .made(
            task: 0, lines: ["Hi", "Your zip code?", "It is 12345", "And the order?", "#W7654321"],
            verdicts: [
                verdict(Criterion.fabrication, .fail, 2, [6..<11]), verdict(Criterion.fabrication, .fail, 4, [0..<9]),
                verdict(Criterion.promptToLine, .fail, 2, [6..<11]),
            ], scores: [MetricName.fabrications: 2, MetricName.identifiers: 2]),
        .made(
            task: 1, lines: ["Hi", "?", "#W1"], verdicts: [verdict(Criterion.fabrication, .abstain, 2)],
            scores: [MetricName.fabrications: 0, MetricName.identifiers: 1]),
        // Nobody looked.
        .made(task: 2, lines: ["Hi", "?", "#W1"]),
    ]

    @Test("made-up values are counted by dialogue, line, place and kind")
    func counted() throws {
        let section = try #require(Fabrications.asked(of: Self.episodes).section(resampling))
        let levels: [(String, Double)] = [
            ("fabrication/dialogues", 0.5), ("fabrication/lines", 2.0 / 5), ("fabrication/share", 2.0 / 3), ("fabrication/against", 0.5),
            ("fabrication/unheard", 0.5), ("fabrication/stated", 1.5), ("fabrication/kind_zip_code", 0.5), ("fabrication/kind_order_id", 0.5),
        ]
        for (name, expected) in levels { #expect(section.isNear(name, expected), "\(name) is \(String(describing: section.value(name)))") }
        #expect(section.figures[0].series[0].points.map(\.y.value) == [0, 0.5, 1])
        #expect(section.row("fabrication/unheard")?.episodes.map(\.id.group) == [1])
        #expect(Fabrications.asked(of: [Self.episodes[2]]).section(resampling) == nil)
        // A ledger counts what is made up, and not all that is stated.
        let ledger = Fabrications.asked(of: [.made(scores: [MetricName.fabrications: 0])]).section(resampling)
        #expect(ledger?.value("fabrication/dialogues") == 0 && ledger?.row("fabrication/stated") == nil && ledger?.row("fabrication/share") == nil)
    }

    @Test("the answer does not depend on how the episodes were divided", arguments: 0..<10)
    func merging(seed: UInt64) {
        let whole = Fabrications.asked(of: Self.episodes).section(resampling)
        #expect(Fabrications.asked(of: Self.episodes, parts: 3, seed: seed).section(resampling) == whole, "seed \(seed)")
    }

    @Test("a comparison has a row for each kind that either side makes up")
    func compared() throws {
        let section = try #require(
            Fabrications.comparison(
                before: .asked(of: Self.episodes), after: .asked(of: [Self.episodes[1]]), resampling))
        #expect(section.row("fabrication/kind_zip_code") != nil && section.row("fabrication/dialogues") != nil)
        #expect(Fabrications.comparison(before: Fabrications(), after: Fabrications(), resampling) == nil)
    }
}
