// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How much better a line fits its own persona than those of others: a signal that needs no label and, with ledgers, no model.
///
/// Source: the persona negatives of PersLLM (arXiv:2407.12393), which trains with other people's replies as the rejected ones. We take the
/// difference of two scores: score(line | own) - mean of score(line | other).
public struct PersonaContrast: Hashable, Sendable {
    /// Whose lines they are.
    public let own: Scenario
    /// Whom they are held against.
    public let others: [Scenario]
    private let ledger: FactLedger
    private let otherLedgers: [FactLedger]

    /// Against given scenarios. One with the same persona and goal is left out: it says nothing.
    public init(own: Scenario, others: [Scenario]) {
        self.own = own
        self.others = others.filter { $0.persona.id != own.persona.id || $0.goal.id != own.goal.id }
        ledger = own.ledger
        otherLedgers = self.others.map(\.ledger)
    }

    /// Against others of the same domain with another persona, drawn without repetition.
    /// - Parameters:
    ///   - count: how many, at most.
    ///   - seed: with the scenario's identifier decides who is drawn.
    public init(own: Scenario, among scenarios: [Scenario], count: Int, seed: UInt64) {
        var stream = RandomKey(seed: seed ^ StableHash.of("contrast/\(own.id)"), purpose: .selection).stream
        var candidates = scenarios.filter { $0.domain == own.domain && $0.persona.id != own.persona.id }
        var drawn: [Scenario] = []
        while drawn.count < count, let other = stream.pick(candidates) {
            candidates.removeAll { $0.id == other.id }
            drawn.append(other)
        }
        self.init(own: own, others: drawn)
    }

    /// The share of claims that a ledger supports, minus the mean share that the others' support: from -1 (only others could say it) over
    /// 0 (anybody could) to 1. Nil for a line that claims nothing or cannot be read, and without others.
    public func value(of line: UserLine) -> Double? {
        guard let claims = line.reading?.claims, !claims.isEmpty, !others.isEmpty else { return nil }
        func support(_ ledger: FactLedger) -> Double {
            Double(claims.count { ledger.standing(of: $0.attribute, value: $0.value) == .supported }) / Double(claims.count)
        }
        return support(ledger) - otherLedgers.reduce(0) { $0 + support($1) } / Double(others.count)
    }

    /// The mean over the lines that have a value; nil where none has.
    public func mean(of lines: [UserLine]) -> Double? {
        let values = lines.compactMap(value)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The value of each line that has one, at its turn, and the mean as the episode's; that is absent where no line has one.
    public func scores(of lines: [UserLine]) -> [Score] {
        lines.compactMap { line in value(of: line).map { Score(MetricName.personaContrast, $0, turn: line.turn.index) } }
            + [Score(MetricName.personaContrast, mean(of: lines))]
    }
}
