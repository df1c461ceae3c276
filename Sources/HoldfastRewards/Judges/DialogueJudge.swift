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
        let persona = ground(episode.scenario)
        let valid = lines.indices.filter { lines[$0].fault == nil }
        async let prompted = verdicts(
            on: lines.indices.map { index in question(Criterion.promptToLine, ground: persona, about: lines[index], in: episode) },
            of: lines, Criterion.promptToLine)
        async let probed = verdicts(on: episode.probes.filter(\.kind.asksForFact), of: episode.scenario)
        let (against, pairs) = await lineToLine(lines, valid: valid, in: episode)
        return JudgedDrift(promptToLine: await prompted, lineToLine: against, pairs: pairs, probes: await probed)
    }

    private func lineToLine(_ lines: [UserLine], valid: [Int], in episode: Episode) async -> ([Verdict], LineToLine?) {
        guard asksPairs else {
            let questions = lines.indices.dropFirst().map { later in
                let earlier = valid.filter { $0 < later }.map { lines[$0].turn.text }
                return question(
                    Criterion.lineToLine, ground: earlier.joined(separator: "\n"), about: lines[later], in: episode, isNeeded: !earlier.isEmpty)
            }
            return (await verdicts(on: questions, of: Array(lines.dropFirst()), Criterion.lineToLine), nil)
        }
        let pairs = valid.flatMap { later in valid.filter { $0 < later }.map { (earlier: $0, later: later) } }
        let answers = await answers(
            to: pairs.map { question(Criterion.lineToLine, ground: lines[$0.earlier].turn.text, about: lines[$0.later], in: episode) }
        ).compactMap(\.self)
        var conflicts = [[Int]](repeating: [], count: lines.count)
        let byLine = Dictionary(grouping: zip(pairs, answers)) { $0.0.later }
        let whole = lines.indices.dropFirst().map { later -> Verdict in
            if let fault = lines[later].fault { return invalid(Criterion.lineToLine, lines[later], fault) }
            let asked = byLine[later] ?? []
            conflicts[later] = asked.filter { $0.1.outcome == .fail }.map(\.0.earlier)
            return Verdict.ofAll(asked.map(\.1), turn: lines[later].turn.index, judge: judge.identity)
        }
        for later in lines.indices where lines[later].fault != nil { conflicts[later] = Array(0..<later) }
        return (whole, answers.contains { $0.outcome == .abstain } ? nil : LineToLine(conflicts: conflicts))
    }

    /// Nil for an invalid line, and for a question that needs no answer.
    private func question(
        _ criterion: String, ground: String, about line: UserLine, in episode: Episode, isNeeded: Bool = true
    ) -> JudgeQuestion? {
        guard line.fault == nil, isNeeded else { return nil }
        let index = line.turn.index
        let before =
            index > 0 && episode.turns.indices.contains(index - 1) ? [JudgedLine(episode.turns[index - 1].seat, episode.turns[index - 1].text)] : []
        return JudgeQuestion(criterion: criterion, ground: ground, dialogue: before, line: line.turn.text, turn: index)
    }

    private func question(about probe: ProbeRecord, of scenario: Scenario) -> JudgeQuestion? {
        guard let known = scenario.ledger.values[probe.attribute] else { return nil }
        return JudgeQuestion(
            criterion: Criterion.questionAndAnswer, ground: known.sorted().joined(separator: " or "),
            dialogue: [JudgedLine(.agent, probe.question)], line: probe.answer, turn: probe.turn)
    }

    /// The verdicts on lines; an invalid one fails without a question, and one that needs none passes.
    private func verdicts(on questions: [JudgeQuestion?], of lines: [UserLine], _ criterion: String) async -> [Verdict] {
        let answers = await answers(to: questions)
        return zip(answers, lines).map { answer, line in
            if let fault = line.fault { return invalid(criterion, line, fault) }
            return answer ?? Verdict(criterion: criterion, outcome: .pass, turn: line.turn.index, judge: judge.identity)
        }
    }

    private func verdicts(on probes: [ProbeRecord], of scenario: Scenario) async -> [Verdict] {
        let answers = await answers(to: probes.map { question(about: $0, of: scenario) })
        return zip(answers, probes).map { answer, probe in
            answer
                ?? .abstain(
                    Criterion.questionAndAnswer, .nothingKnown, turn: probe.turn, evidence: "the ledger has nothing on \(probe.attribute)",
                    judge: judge.identity)
        }
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

    private func invalid(_ criterion: String, _ line: UserLine, _ fault: LineFault) -> Verdict {
        Verdict(
            criterion: criterion, outcome: .fail, turn: line.turn.index, evidence: "invalid line: \(fault.rawValue)", judge: judge.identity)
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
