// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// How much of a line its siblings do not say as well: what keeps the members of a group from all settling on the same words.
///
/// A bigram is worth one over the number of members that say it anywhere in their dialogue; a line is worth the mean of its bigrams, from
/// 1/G to 1. Members of a group have the same facts to tell, so what differs is the wording. Distinct-2 of a single dialogue does not see this: it stays
/// near its ceiling while all dialogues become alike.
///
/// Source: the inverse count is that of Hill-style diversity indices; rewarding what is rare among the rollouts of one prompt follows "Jointly
/// Reinforcing Diversity and Quality in Language Model Generations" (DARLING), arXiv:2509.02534, section 3. Departures: bigrams instead of a
/// learned partition, and one value per line instead of a factor on the episode's reward.
enum GroupNovelty {
    /// - Parameters:
    ///   - members: per member its lines.
    ///   - facts: words that all members have to say. A bigram with one of them is left out: stating a fact as one's siblings do is no
    ///     lack of novelty, and charging for it would pay for small talk.
    /// - Returns: per member and line, its value; nil for a line without a bigram that counts.
    static func lines(_ members: [[LineText]], facts: Set<String> = []) -> [[Double?]] {
        let spoken = members.map { lines in lines.map { bigrams(of: $0, without: facts) } }
        var speakers: [Bigram: Int] = [:]
        for member in spoken {
            for bigram in Set(member.joined()) { speakers[bigram, default: 0] += 1 }
        }
        return spoken.map { member in
            member.map { line in
                line.isEmpty ? nil : line.reduce(0) { $0 + 1 / Double(speakers[$1] ?? 1) } / Double(line.count)
            }
        }
    }

    private struct Bigram: Hashable {
        var first: String
        var second: String
    }

    private static func bigrams(of line: LineText, without facts: Set<String>) -> [Bigram] {
        zip(line.words, line.words.dropFirst())
            .filter { pair in !facts.contains(pair.0) && !facts.contains(pair.1) }
            .map { Bigram(first: $0, second: $1) }
    }
}

extension Scenario {
    /// The words of everything that its ledger knows: what a user has to say, whatever its wording.
    var factWords: Set<String> { Set(ledger.values.values.joined().flatMap { LineText($0).words }) }
}
