// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ScenarioSplitTests {
    @Test(arguments: [3] as [UInt64])
    func nobodyAndNothingIsInTwoSplits(seed: UInt64) throws {
        let generator = try ScenarioGenerator(seed: seed)
        var people: [String: Set<Split>] = [:]
        var names: [String: Set<Split>] = [:]
        var errands: [String: Set<Split>] = [:]
        for split in Split.allCases {
            for scenario in try generator.scenarios(split: split, count: 1000) {
                #expect(scenario.split == split)
                people[scenario.persona.id, default: []].insert(split)
                names[scenario.persona["name"] ?? "", default: []].insert(split)
                errands[ScenarioSplit.key(of: scenario.goal), default: []].insert(split)
            }
        }
        #expect(people.count > 2800, "seed \(seed)")
        #expect(errands.count > 2200, "seed \(seed)")
        for (group, members) in [("person", people), ("name", names), ("errand", errands)] {
            let shared = members.filter { $0.value.count > 1 }
            #expect(shared.isEmpty, "seed \(seed): \(group) in two splits: \(shared.first?.key ?? "")")
        }
    }

    @Test func splitsHaveTheirShares() {
        var counts: [Split: Int] = [:]
        for number in 0..<20_000 { counts[ScenarioSplit.split(ofKey: "persona:\(number)"), default: 0] += 1 }
        #expect((13_600...14_400).contains(counts[.train] ?? 0))
        #expect((2_700...3_300).contains(counts[.validation] ?? 0))
        #expect((2_700...3_300).contains(counts[.test] ?? 0))
    }
}
