// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Puts a dialogue to a judge, question by question.
///
/// One question per valid line against persona and goal, one per valid line from the second on against all earlier valid ones, and one per
/// probe that asks for a fact. An invalid line is not worth a question: it fails, as with the ledger judge.
///
/// Pairs of lines cost as many questions as there are pairs. Without them line-to-line has its `min` formula alone.
public struct DialogueJudge: DriftJudge {
    /// Who answers.
    public let judge: any Judge
    /// Whether each pair of lines is a question of its own.
    public let asksPairs: Bool
    private let ground: @Sendable (Scenario) -> String

    /// - Parameters:
    ///   - ground: persona and goal of a scenario, one statement a line.
    public init(judge: any Judge, asksPairs: Bool = false, ground: @escaping @Sendable (Scenario) -> String) {
        self.judge = judge
        self.asksPairs = asksPairs
        self.ground = ground
    }

    /// Asks all questions about a dialogue, at once. A judge that fails abstains, so this never throws.
    public func drift(of episode: Episode, lines: [UserLine]) async -> JudgedDrift {
        let questions = DialogueQuestions(episode, ground: ground(episode.scenario))
        let asked = episode.probes.filter(\.kind.asksForFact)
        async let prompted = answers(to: lines.map { $0.fault == nil ? questions.promptToLine($0) : nil })
        async let probed = answers(to: asked.map(questions.probe))
        let (against, pairs) = asksPairs ? await byPairs(lines, questions) : (await byLine(lines, questions), nil)
        return JudgedDrift(
            promptToLine: zip(lines, await prompted).map { line, answer in
                decided(line, answer, Criterion.promptToLine, questions)
            }, lineToLine: against, pairs: pairs,
            probes: zip(asked, await probed).map { probe, answer in answer ?? questions.nothingKnown(of: probe, judge: judge.identity) })
    }

    private func byLine(_ lines: [UserLine], _ questions: DialogueQuestions) async -> [Verdict] {
        var earlier: [String] = []
        var asked: [JudgeQuestion?] = []
        for line in lines {
            asked.append(line.fault == nil && !earlier.isEmpty ? questions.lineToLine(line, earlier: earlier) : nil)
            if line.fault == nil { earlier.append(line.turn.text) }
        }
        return zip(lines, await answers(to: asked)).dropFirst().map { decided($0, $1, Criterion.lineToLine, questions) }
    }

    private func byPairs(_ lines: [UserLine], _ questions: DialogueQuestions) async -> ([Verdict], LineToLine?) {
        let valid = lines.indices.filter { lines[$0].fault == nil }
        let pairs = valid.flatMap { later in valid.filter { $0 < later }.map { (earlier: $0, later: later) } }
        let answers = await answers(to: pairs.map { questions.lineToLine(lines[$0.later], earlier: [lines[$0.earlier].turn.text]) })
            .compactMap(\.self)
        var conflicts = [[Int]](repeating: [], count: lines.count)
        let byLine = Dictionary(grouping: zip(pairs, answers)) { $0.0.later }
        let whole = lines.indices.dropFirst().map { later -> Verdict in
            guard lines[later].fault == nil else { return decided(lines[later], nil, Criterion.lineToLine, questions) }
            let asked = byLine[later] ?? []
            conflicts[later] = asked.filter { $0.1.outcome == .fail }.map(\.0.earlier)
            return Verdict.ofAll(asked.map(\.1), turn: lines[later].turn.index, judge: judge.identity)
        }
        for later in lines.indices where lines[later].fault != nil { conflicts[later] = Array(0..<later) }
        return (whole, answers.contains { $0.outcome == .abstain } ? nil : LineToLine(conflicts: conflicts))
    }

    /// The verdict on a line: an invalid one fails, and one that needed no question passes.
    private func decided(_ line: UserLine, _ answer: Verdict?, _ criterion: String, _ questions: DialogueQuestions) -> Verdict {
        if let fault = line.fault { return questions.invalid(criterion, line, fault, judge: judge.identity) }
        return answer ?? questions.nothingEarlier(line, judge: judge.identity)
    }

    /// One answer per question, in the same order, all asked at once.
    private func answers(to questions: [JudgeQuestion?]) async -> [Verdict?] {
        await withTaskGroup(of: (Int, Verdict).self) { group in
            for (index, question) in questions.enumerated() {
                guard let question else { continue }
                group.addTask { (index, await judge.verdict(on: question)) }
            }
            var answers = [Verdict?](repeating: nil, count: questions.count)
            for await (index, verdict) in group { answers[index] = verdict }
            return answers
        }
    }
}

extension Verdict {
    /// The verdict on a line from those on its pairs: it fails where one fails, abstains where one of the others does, and else passes.
    static func ofAll(_ verdicts: [Verdict], turn: Int, judge: String) -> Verdict {
        let deciding = verdicts.first { $0.outcome == .fail } ?? verdicts.first { $0.outcome == .abstain }
        return Verdict(
            criterion: Criterion.lineToLine, outcome: deciding?.outcome ?? .pass, turn: turn, evidence: deciding?.evidence ?? "",
            places: deciding?.places ?? [], judge: judge, abstention: deciding?.abstention, calls: verdicts.flatMap(\.calls))
    }
}
