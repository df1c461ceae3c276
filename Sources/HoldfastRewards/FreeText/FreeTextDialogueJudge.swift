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
        var earlier = FreeTextGround(lines: [])
        var hasEarlier = false
        for (position, line) in lines.enumerated() {
            if let fault = line.fault {
                promptToLine.append(questions.invalid(Criterion.promptToLine, line, fault, judge: judge.identity))
                if position > 0 { lineToLine.append(questions.invalid(Criterion.lineToLine, line, fault, judge: judge.identity)) }
                continue
            }
            let question = questions.promptToLine(line)
            let claims = judge.claims(of: question)
            promptToLine.append(judge.verdict(on: question, persona.finding(on: question.line, claims: claims)))
            if position > 0 {
                var second = question
                second.criterion = Criterion.lineToLine
                lineToLine.append(
                    hasEarlier
                        ? judge.verdict(on: second, earlier.finding(on: question.line, claims: claims))
                        : questions.nothingEarlier(line, judge: judge.identity))
            }
            earlier.append(line.turn.text)
            hasEarlier = true
        }
        let probes = episode.probes.filter(\.kind.asksForFact).map { probe in
            questions.probe(probe).map(judge.decide) ?? questions.nothingKnown(of: probe, judge: judge.identity)
        }
        return JudgedDrift(promptToLine: promptToLine, lineToLine: lineToLine, pairs: nil, probes: probes)
    }
}
