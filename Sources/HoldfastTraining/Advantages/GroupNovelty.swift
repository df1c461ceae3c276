// SPDX-License-Identifier: Apache-2.0

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
    /// - Parameter members: per member its lines.
    /// - Returns: per member and line, its value; nil for a line of fewer than two words.
    static func lines(_ members: [[LineText]]) -> [[Double?]] {
        let bigrams = members.map { $0.map(bigrams(of:)) }
        var speakers: [Bigram: Int] = [:]
        for member in bigrams {
            for bigram in Set(member.joined()) { speakers[bigram, default: 0] += 1 }
        }
        return bigrams.map { member in
            member.map { line in
                line.isEmpty ? nil : line.reduce(0) { $0 + 1 / Double(speakers[$1] ?? 1) } / Double(line.count)
            }
        }
    }

    private struct Bigram: Hashable {
        var first: String
        var second: String
    }

    private static func bigrams(of line: LineText) -> [Bigram] {
        zip(line.words, line.words.dropFirst()).map { Bigram(first: $0, second: $1) }
    }
}
