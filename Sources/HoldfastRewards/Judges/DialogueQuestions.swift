// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The questions that a dialogue gives rise to, and the verdicts that need none.
struct DialogueQuestions {
    let episode: Episode
    /// Persona and goal.
    let ground: String

    init(_ episode: Episode, ground: String) {
        self.episode = episode
        self.ground = ground
    }

    func promptToLine(_ line: UserLine) -> JudgeQuestion { question(Criterion.promptToLine, ground: ground, about: line) }

    /// - Parameter earlier: the user's earlier lines that the line is held against.
    func lineToLine(_ line: UserLine, earlier: [String]) -> JudgeQuestion {
        question(Criterion.lineToLine, ground: earlier.joined(separator: "\n"), about: line)
    }

    /// Nil where the ledger has nothing on what the probe asks for.
    func probe(_ probe: ProbeRecord) -> JudgeQuestion? {
        guard let known = episode.scenario.ledger.values[probe.attribute] else { return nil }
        return JudgeQuestion(
            criterion: Criterion.questionAndAnswer, ground: known.sorted().joined(separator: " or "),
            dialogue: [JudgedLine(.agent, probe.question)], line: probe.answer, turn: probe.turn)
    }

    /// The verdict on an invalid line: it is not worth a question.
    func invalid(_ criterion: String, _ line: UserLine, _ fault: LineFault, judge: String) -> Verdict {
        Verdict(criterion: criterion, outcome: .fail, turn: line.turn.index, evidence: "invalid line: \(fault.rawValue)", judge: judge)
    }

    /// The verdict on a line before which there is no valid one.
    func nothingEarlier(_ line: UserLine, judge: String) -> Verdict {
        Verdict(criterion: Criterion.lineToLine, outcome: .pass, turn: line.turn.index, judge: judge)
    }

    func nothingKnown(of probe: ProbeRecord, judge: String) -> Verdict {
        .abstain(
            Criterion.questionAndAnswer, .nothingKnown, turn: probe.turn, evidence: "the ledger has nothing on \(probe.attribute)", judge: judge)
    }

    /// With the agent's line right before it.
    private func question(_ criterion: String, ground: String, about line: UserLine) -> JudgeQuestion {
        let index = line.turn.index
        let before = index > 0 && episode.turns.indices.contains(index - 1) ? episode.turns[index - 1] : nil
        return JudgeQuestion(
            criterion: criterion, ground: ground, dialogue: before.map { [JudgedLine($0.seat, $0.text)] } ?? [], line: line.turn.text, turn: index)
    }
}
