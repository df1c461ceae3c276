// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension ScoredEpisode {
    /// The same with what a judge of identifiers finds, in place of a ledger that has no lexicon and abstains on every line.
    ///
    /// - `fabrication` fails at the line that makes a value up, at its place, and abstains where the value is true though nobody told it.
    /// - `prompt_to_line` fails where the value also contradicts the instruction, passes where all that a line states was given, and abstains
    ///   on lines that state no identifier. Invalid lines fail as before.
    /// - `ledger/fabrications`, `user/identifiers` and `drift/prompt_to_line` are counted from them.
    ///
    /// Unchanged where nothing is known of what the user was told.
    public func judged(by judge: IdentifierJudge) -> ScoredEpisode {
        guard let statements = judge.statements(in: episode) else { return self }
        let byTurn = Dictionary(grouping: statements, by: \.turn)
        let invalid = verdicts.filter { $0.criterion == Criterion.promptToLine && $0.outcome == .fail }.compactMap { verdict in
            verdict.turn.map { ($0, verdict.evidence) }
        }
        let faults = Dictionary(invalid) { first, _ in first }
        var result = self
        var drift: [Verdict] = []
        for turn in episode.userTurns {
            let stated = byTurn[turn.index] ?? []
            drift.append(agreement(turn, stated, fault: faults[turn.index], judge))
            result.verdicts += fabrications(turn, stated, judge)
        }
        result.verdicts.removeAll { $0.criterion == Criterion.promptToLine && $0.judge == LedgerJudge.identity }
        result.verdicts.insert(contentsOf: drift, at: 0)
        let isFailed = episode.ending.reason == .failure
        result.set(MetricName.promptToLine, isFailed ? nil : drift.passShare)
        for verdict in drift { result.set(MetricName.promptToLine, verdict.outcome.score, turn: verdict.turn) }
        for turn in episode.userTurns {
            result.set(MetricName.fabrications, Double((byTurn[turn.index] ?? []).count(where: \.isMadeUp)), turn: turn.index)
        }
        result.set(MetricName.fabrications, isFailed ? nil : Double(statements.count(where: \.isMadeUp)))
        result.set(MetricName.identifiers, isFailed ? nil : Double(statements.count))
        let first = drift.first { $0.outcome == .fail }?.turn
        result.set(MetricName.firstContradiction, isFailed ? nil : first.map(Double.init))
        return result
    }

    private func agreement(_ turn: Turn, _ stated: [IdentifierJudge.Statement], fault: String?, _ judge: IdentifierJudge) -> Verdict {
        func verdict(_ outcome: VerdictOutcome, _ evidence: String, _ places: [Range<Int>] = []) -> Verdict {
            Verdict(
                criterion: Criterion.promptToLine, outcome: outcome, turn: turn.index, evidence: evidence, places: places,
                judge: IdentifierJudge.identity, abstention: .nothingKnown)
        }
        if let fault { return verdict(.fail, fault) }
        let wrong = stated.filter { if case .contradicting = $0.origin { true } else { false } }
        if !wrong.isEmpty {
            return verdict(.fail, wrong.map { judge.evidence($0, in: episode) }.joined(separator: "; "), wrong.map(\.identifier.place))
        }
        guard stated.contains(where: { $0.origin == .given }) else { return verdict(.abstain, "states no identifier that it was given") }
        return verdict(.pass, "")
    }

    private func fabrications(_ turn: Turn, _ stated: [IdentifierJudge.Statement], _ judge: IdentifierJudge) -> [Verdict] {
        func verdict(_ outcome: VerdictOutcome, _ statements: [IdentifierJudge.Statement]) -> Verdict? {
            guard !statements.isEmpty else { return nil }
            return Verdict(
                criterion: Criterion.fabrication, outcome: outcome, turn: turn.index,
                evidence: statements.map { judge.evidence($0, in: episode) }.joined(separator: "; "), places: statements.map(\.identifier.place),
                judge: IdentifierJudge.identity, abstention: .cannotTell)
        }
        let made = stated.filter(\.isMadeUp)
        return [verdict(.fail, made), made.isEmpty ? verdict(.abstain, stated.filter { $0.origin == .trueUnheard }) : nil].compactMap(\.self)
    }

    private mutating func set(_ name: String, _ value: Double?, turn: Int? = nil) {
        if let place = scores.firstIndex(where: { $0.name == name && $0.turn == turn }) {
            scores[place].value = value
        } else {
            scores.append(Score(name, value, turn: turn))
        }
    }
}

extension IdentifierJudge.Statement {
    /// Whether nobody gave the value, and no record of the user holds it.
    public var isMadeUp: Bool {
        switch origin {
        case .madeUp, .contradicting: true
        case .given, .trueUnheard: false
        }
    }
}
