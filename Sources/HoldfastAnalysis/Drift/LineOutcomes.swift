// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What the rewarding judge decided about each line of the user of one dialogue. Used again and again, so that its memory is found once.
struct LineOutcomes: Sendable {
    /// What was decided at one line: how many verdicts there were that decide, and how many of them failed.
    struct Line: Sendable {
        var decided = 0
        var failed = 0
    }

    /// One entry per line of the user. A line with several verdicts on a criterion counts once, as failed when one of them says so.
    private(set) var promptToLine: [Line] = []
    private(set) var lineToLine: [Line] = []
    /// Open probes after each line. Each answer counts.
    private(set) var answers: [Line] = []

    /// Ordinal of the user's line by index of the turn, -1 for the agent's.
    private var ordinals: [Int] = []
    private let names = (promptToLine: Criterion.promptToLine, lineToLine: Criterion.lineToLine, answers: Criterion.questionAndAnswer)

    /// Lines of the user.
    var count: Int { promptToLine.count }

    /// Lines of the user up to the turn of an index.
    func lines(upTo turn: Int) -> Int {
        var place = min(turn, ordinals.count - 1)
        while place >= 0, ordinals[place] < 0 { place -= 1 }
        return place < 0 ? 0 : ordinals[place] + 1
    }

    /// Ordinal, from 1, of the first line that contradicts persona, goal or an earlier line; nil where none does.
    var firstContradiction: Int? {
        promptToLine.indices.first { promptToLine[$0].failed > 0 || lineToLine[$0].failed > 0 }.map { $0 + 1 }
    }

    /// Reads one episode, as `ScoredEpisode.verdicts(on:)` has it: of each criterion the verdicts of the judge that was asked first.
    mutating func read(_ scored: ScoredEpisode) {
        let lines = readOrdinals(scored.episode.turns)
        Self.clear(&promptToLine, lines)
        Self.clear(&lineToLine, lines)
        Self.clear(&answers, lines)
        let verdicts = scored.verdicts
        var first = (promptToLine: -1, lineToLine: -1, answers: -1)
        var asked = 0
        for index in verdicts.indices {
            if verdicts[index].criterion == names.promptToLine {
                Self.take(verdicts, index, first: &first.promptToLine, ordinals, into: &promptToLine)
            } else if verdicts[index].criterion == names.lineToLine {
                Self.take(verdicts, index, first: &first.lineToLine, ordinals, into: &lineToLine)
            } else if verdicts[index].criterion == names.answers {
                if first.answers < 0 { first.answers = index }
                guard verdicts[index].judge == verdicts[first.answers].judge else { continue }
                // Verdicts on probes stand in the order of the probes that ask for a fact.
                if Self.isOpen(asked, of: scored.episode.probes) { count(verdicts[index]) }
                asked += 1
            }
        }
    }

    private mutating func readOrdinals(_ turns: [Turn]) -> Int {
        ordinals.removeAll(keepingCapacity: true)
        var lines = 0
        for place in turns.indices {
            while ordinals.count <= turns[place].index { ordinals.append(-1) }
            guard turns[place].seat == .user else { continue }
            ordinals[turns[place].index] = lines
            lines += 1
        }
        return lines
    }

    private static func clear(_ lines: inout [Line], _ count: Int) {
        lines.removeAll(keepingCapacity: true)
        for _ in 0..<count { lines.append(Line()) }
    }

    private static func take(_ verdicts: [Verdict], _ index: Int, first: inout Int, _ ordinals: [Int], into lines: inout [Line]) {
        if first < 0 { first = index }
        let outcome = verdicts[index].outcome
        guard outcome != .abstain, verdicts[index].judge == verdicts[first].judge, let turn = verdicts[index].turn,
            ordinals.indices.contains(turn), ordinals[turn] >= 0
        else { return }
        lines[ordinals[turn]].decided = 1
        if outcome == .fail { lines[ordinals[turn]].failed = 1 }
    }

    private mutating func count(_ verdict: Verdict) {
        guard verdict.outcome != .abstain, let turn = verdict.turn, ordinals.indices.contains(turn), ordinals[turn] >= 0 else { return }
        answers[ordinals[turn]].decided += 1
        if verdict.outcome == .fail { answers[ordinals[turn]].failed += 1 }
    }

    /// Whether a probe that asks for a fact, counted from 0 among those, is an open question; also where the probes were not stored.
    private static func isOpen(_ place: Int, of probes: [ProbeRecord]) -> Bool {
        var left = place
        for probe in probes.indices where probes[probe].kind.asksForFact {
            if left == 0 { return probes[probe].kind == .open }
            left -= 1
        }
        return true
    }
}
