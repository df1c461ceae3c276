// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct CorrectedScoresTests {
    private static func counts(_ truePositives: Int, _ falseNegatives: Int, _ trueNegatives: Int, _ falsePositives: Int) -> ConfusionCounts {
        var counts = ConfusionCounts()
        for _ in 0..<truePositives { counts.count(judge: .pass, label: .pass) }
        for _ in 0..<falseNegatives { counts.count(judge: .fail, label: .pass) }
        for _ in 0..<trueNegatives { counts.count(judge: .fail, label: .fail) }
        for _ in 0..<falsePositives { counts.count(judge: .pass, label: .fail) }
        return counts
    }

    /// Three personas with 3 of 4, 2 of 2 and 1 of 3 lines passed; one more line abstains.
    private static let episodes = [
        ScoredEpisode.made(persona: 0, agrees: [true, true, true, false]), ScoredEpisode.made(persona: 1, agrees: [true, true, nil]),
        ScoredEpisode.made(persona: 2, agrees: [true, false, false]), ScoredEpisode.made(persona: 3, agrees: [false], failed: true),
    ]

    @Test func `the share is over decided verdicts and its variance over personas`() throws {
        let scores = CorrectedScore.all(Self.episodes) { judge, criterion in
            judge == "made" && criterion == Criterion.promptToLine ? Self.counts(45, 5, 40, 10) : nil
        }
        let score = try #require(scores.first)
        #expect(scores.count == 1 && score.abstentions == 1)
        let share = 6.0 / 9
        #expect(abs(score.raw.value - share) < 1e-12 && score.raw.observations == 9)
        // Residues 3 - 8/3, 2 - 4/3 and 1 - 2.
        let variance = 3.0 / 2 * (1.0 / 9 + 4.0 / 9 + 1) / 81
        #expect(abs(try #require(score.raw.high) - min(share + 1.959963984540054 * variance.squareRoot(), 1)) < 1e-9)
        guard case .known(let correction) = score.corrected else { return #expect(Bool(false), "\(score.corrected)") }
        #expect(abs(correction.unclipped - (share + 0.8 - 1) / (0.9 + 0.8 - 1)) < 1e-12)
    }

    @Test func `a judge that tells nothing has no corrected score, and one without labels has none at all`() {
        let useless = CorrectedScore.all(Self.episodes) { _, _ in Self.counts(25, 25, 25, 25) }
        #expect(useless.map(\.corrected) == [.undefined(.uninformativeJudge)])
        #expect(CorrectedScore.all(Self.episodes) { _, _ in Self.counts(25, 0, 0, 0) }.map(\.corrected) == [.undefined(.noFailingLabels)])
        #expect(CorrectedScore.all(Self.episodes) { _, _ in nil }.isEmpty)
    }
}
