// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The exact judge of one scenario behind the protocol of all judges: for tests of what surrounds judges, and to hold other judges against.
///
/// It reads the question's texts with the domain's lexicon and compares them with the scenario's ledger; of the question's ground it takes
/// the earlier lines (`line_to_line`) and the true answer (`qa`), and no statements: those are the ledger's. It abstains on all other
/// criteria, without a lexicon, and where ground or ledger have nothing on the matter.
public struct LedgerQuestionJudge: Judge {
    /// The ledger judge, of one scenario.
    public var identity: String { "\(LedgerJudge.identity) of \(judge.scenario.id)" }

    private let judge: LedgerJudge
    private let reader: LineReader?
    private let gate: ValidityGate

    /// A judge of one scenario's lines.
    /// - Parameter lexicon: of the scenario's domain.
    public init(scenario: Scenario, lexicon: Lexicon?, gate: ValidityGate = ValidityGate()) {
        judge = LedgerJudge(scenario: scenario)
        reader = lexicon.map(LineReader.init(lexicon:))
        self.gate = gate
    }

    /// One exact verdict, or an abstention.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        guard let reader else { return abstain(question, "no lexicon for the domain \(judge.scenario.domain)") }
        var verdict =
            switch question.criterion {
            case Criterion.promptToLine: judge.promptToLine(line(question, reader))
            case Criterion.lineToLine: lineToLine(question, reader)
            case Criterion.questionAndAnswer: answer(question, reader)
            default: abstain(question, "the ledger judge knows nothing of \(question.criterion)")
            }
        verdict.turn = question.turn
        verdict.judge = identity
        if verdict.outcome == .abstain { verdict.abstention = .nothingKnown }
        return verdict
    }

    private func abstain(_ question: JudgeQuestion, _ evidence: String) -> Verdict {
        .abstain(question.criterion, .nothingKnown, turn: question.turn, evidence: evidence, judge: identity)
    }

    private func lineToLine(_ question: JudgeQuestion, _ reader: LineReader) -> Verdict {
        let earlier = question.ground.lineFeedSeparated.enumerated().map { read(String($1), after: [], index: $0, reader) }
        let lines = earlier + [line(question, reader)]
        let verdicts = judge.lineToLineVerdicts(lines, judge.lineToLine(lines))
        return verdicts.last ?? abstain(question, "there is no earlier line")
    }

    /// The attribute that was asked for is the one of which the true answer is a value.
    private func answer(_ question: JudgeQuestion, _ reader: LineReader) -> Verdict {
        let attributes = judge.ledger.values.filter { $0.value.contains(question.ground) }.keys.sorted { $0.rawValue < $1.rawValue }
        guard attributes.count == 1, let attribute = attributes.first else {
            return abstain(question, "the true answer names \(attributes.count) attributes of the ledger, not one")
        }
        return judge.probe(
            ProbeRecord(turn: 0, attribute: attribute, question: question.dialogue.last?.text ?? "", answer: question.line), reader: reader)
    }

    private func line(_ question: JudgeQuestion, _ reader: LineReader) -> UserLine {
        let asked = question.dialogue.last.map { $0.seat == .agent ? reader.read($0.text, after: []).asked : [] } ?? []
        return read(question.line, after: asked.map { DialogueAct(.request, attribute: $0) }, index: .max, reader)
    }

    private func read(_ text: String, after acts: [DialogueAct], index: Int, _ reader: LineReader) -> UserLine {
        let turn = Turn(index: index, seat: .user, text: text, acts: acts, finish: .endOfTurn)
        let located = reader.locate(text, after: acts)
        var line = UserLine(turn: turn, acts: acts, reading: located.reading, passages: located.passages)
        line.fault = gate.fault(of: line, earlier: [])
        return line
    }
}
