// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How alike a line is to what the simulator says in its place without persona and goal.
///
/// Source: the convergence of persona dialogues to those without persona (arXiv:2512.12775), measured line by line in the same dialogue.
public struct NoPersonaSimilarity: Hashable, Sendable {
    /// Index of the user turn.
    public let turn: Int
    /// chrF2 of the line against the reply without persona, from 0 to 1 (`TextSimilarity`).
    public let value: Double
}

extension Episode {
    /// One per reply without persona, in the order of the turns; a turn beside which none was drawn has none.
    public var noPersonaSimilarities: [NoPersonaSimilarity] {
        probes.filter { $0.kind == .withoutPersona }.compactMap { probe in
            turns.first { $0.index == probe.turn && $0.seat == .user }.map {
                NoPersonaSimilarity(turn: probe.turn, value: TextSimilarity.chrF(hypothesis: $0.text, reference: probe.answer))
            }
        }
    }
}
