// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What a judge said of one line and several personas.
public struct JudgedContrast: Hashable, Sendable {
    /// The verdict for the line's own persona, then one per other persona.
    public let verdicts: [Verdict]

    /// The own persona's verdict comes first.
    public init(verdicts: [Verdict]) { self.verdicts = verdicts }

    /// 1 or 0 for the own persona minus the mean over the others; abstentions leave both, and where nothing is left on one side there is
    /// no value.
    public var value: Double? {
        let others = verdicts.dropFirst().compactMap(\.outcome.score)
        guard let own = verdicts.first?.outcome.score, !others.isEmpty else { return nil }
        return own - others.reduce(0, +) / Double(others.count)
    }
}

extension PersonaContrast {
    /// Asks a judge whether lines could be of these persons, each in its turn: one question per line and persona.
    /// - Returns: one per line; nil for an invalid line, which is nobody's, and without others.
    public func judged(_ lines: [UserLine], by judge: any Judge) async -> [JudgedContrast?] {
        var judged: [JudgedContrast?] = []
        for line in lines {
            guard line.fault == nil, !others.isEmpty else {
                judged.append(nil)
                continue
            }
            var verdicts: [Verdict] = []
            for scenario in [own] + others {
                verdicts.append(
                    await judge.verdict(
                        on: JudgeQuestion(
                            criterion: Criterion.contrast, ground: scenario.personaStatements, line: line.turn.text, turn: line.turn.index)))
            }
            judged.append(JudgedContrast(verdicts: verdicts))
        }
        return judged
    }
}

extension Scenario {
    /// Who the user is, one statement a line: the goal's own words for it, or bare facts where it has none.
    fileprivate var personaStatements: String {
        let words = goal.components.filter { $0.kind == .profile || $0.kind == .policy }.map(\.text)
        let facts = persona.facts.map { "\($0.attribute): \($0.value)" } + persona.policy.map(\.text)
        return (words.isEmpty ? facts : words).joined(separator: "\n")
    }
}
