// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The judge of free text over whole dialogues: the same verdicts as question by question, with persona and goal read once.
public struct FreeTextDialogueJudge: DriftJudge {
    private let judge = FreeTextJudge()
    private let ground: @Sendable (Scenario) -> String

    /// - Parameter ground: persona and goal of a scenario, as sentences.
    public init(ground: @escaping @Sendable (Scenario) -> String) {
        self.ground = ground
    }

    /// Judges lines against persona and goal, each against all earlier valid ones, and answers to probes. An invalid line fails. Pairs are
    /// not looked at one by one.
    public func drift(of episode: Episode, lines: [UserLine]) async -> JudgedDrift {
        decide(episode, lines: lines)
    }

    /// The same without waiting for anything.
    public func decide(_ episode: Episode, lines: [UserLine]) -> JudgedDrift {
        let questions = DialogueQuestions(episode, ground: ground(episode.scenario))
        let persona = FreeTextGround(persona: questions.ground)
        var promptToLine: [Verdict] = []
        var lineToLine: [Verdict] = []
        var earlier: [String] = []
        for (position, line) in lines.enumerated() {
            if let fault = line.fault {
                promptToLine.append(questions.invalid(Criterion.promptToLine, line, fault, judge: judge.identity))
                if position > 0 { lineToLine.append(questions.invalid(Criterion.lineToLine, line, fault, judge: judge.identity)) }
                continue
            }
            promptToLine.append(judge.verdict(on: questions.promptToLine(line), against: persona))
            if position > 0 {
                lineToLine.append(
                    earlier.isEmpty
                        ? questions.nothingEarlier(line, judge: judge.identity)
                        : judge.decide(questions.lineToLine(line, earlier: earlier)))
            }
            earlier.append(line.turn.text)
        }
        let probes = episode.probes.filter(\.kind.asksForFact).map { probe in
            questions.probe(probe).map(judge.decide) ?? questions.nothingKnown(of: probe, judge: judge.identity)
        }
        return JudgedDrift(promptToLine: promptToLine, lineToLine: lineToLine, pairs: nil, probes: probes)
    }
}
