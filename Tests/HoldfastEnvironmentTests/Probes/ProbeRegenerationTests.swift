// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import Testing

@Suite struct ProbeRegenerationTests {
    private func asked(_ facts: [RegeneratedFact], seed: UInt64, lexicon: Lexicon = EpisodeFixture.lexicon) -> [ProbeQuestion] {
        var plan = ProbePlan(afterUserTurns: [], questions: 0)
        plan.regeneration = RegenerationPlan(afterUserTurns: [1, 2], samples: 5, facts: facts)
        return plan.regenerations(in: EpisodeFixture.scenario(seed: seed), lexicon: lexicon)
    }

    @Test func `one question and wording per fact, so many samples`() {
        for seed in 0..<20 as Range<UInt64> {
            let questions = asked([.secret, .shared], seed: seed)
            #expect(questions.map(\.sample) == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4], "seed \(seed)")
            #expect(Set(questions.prefix(5).map(\.text)).count == 1 && questions[0].attribute == "pin", "seed \(seed)")
            #expect(["name", "city", "pet"].contains(questions[5].attribute), "seed \(seed)")
        }
        #expect(Set((0..<20).map { asked([.shared], seed: $0)[0].text }).count > 3, "other scenarios are asked other things")
    }

    @Test func `what nothing specifies is neither in persona, goal nor declared states`() {
        #expect(asked([.unspecified], seed: 1).isEmpty, "the persona has every attribute that can be asked for")
        var lexicon = EpisodeFixture.lexicon
        lexicon.attributes += ["shoe", "mute"].map {
            AttributeLexicon(Attribute($0), pattern: .open(words: 1), statements: [], requests: $0 == "shoe" ? ["which shoe?"] : [])
        }
        #expect(Set(asked([.unspecified], seed: 1, lexicon: lexicon).map(\.attribute)) == ["shoe"])
    }
}
