// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// What was said about one turn of an episode, in short texts.
struct TurnNotes: Sendable {
    private let scored: ScoredEpisode
    private let turn: Turn

    init(_ turn: Turn, of scored: ScoredEpisode) {
        self.turn = turn
        self.scored = scored
    }

    private var verdicts: [Verdict] { scored.verdicts.filter { $0.turn == turn.index } }

    /// Verdicts that fail, each with its reason and the words it is about.
    var faults: [String] {
        verdicts.filter { $0.outcome == .fail }.map { verdict in
            "\(verdict.criterion) fails" + TurnNotes.judge(verdict) + (verdict.evidence.isEmpty ? "" : ": \(verdict.evidence)") + marks(verdict)
        }
    }

    /// Verdicts that pass: in one text where nothing is to be said of them, and one each where a judge gave a reason.
    var passes: [String] {
        let passed = verdicts.filter { $0.outcome == .pass }
        let isPlain = { (verdict: Verdict) in verdict.evidence.isEmpty || verdict.judge == LedgerJudge.identity }
        let plain = passed.filter(isPlain).map { $0.criterion + TurnNotes.judge($0) }
        return (plain.isEmpty ? [] : ["passes: " + plain.joined(separator: ", ")])
            + passed.filter { !isPlain($0) }.map { "\($0.criterion) passes\(TurnNotes.judge($0)): \($0.evidence)" }
    }

    /// Questions that were left open, with the reasons.
    var abstentions: String? {
        let open = verdicts.filter { $0.outcome == .abstain }
        guard !open.isEmpty else { return nil }
        return "left open: "
            + open.map { $0.criterion + TurnNotes.judge($0) + " (" + ($0.abstention.map { TurnNotes.words($0) } ?? "") + ")" }.joined(separator: ", ")
    }

    /// Moves of the goal that follow from the turn, and proposals that were ignored.
    var moves: [String] {
        scored.episode.goal.changes.filter { $0.turn == turn.index }.map { change in
            "\(change.component) \(change.from.rawValue) -> \(change.to.rawValue)" + (change.reason.isEmpty ? "" : " (\(change.reason))")
        }
            + scored.episode.goal.rejected.filter { $0.proposal.turn == turn.index }.map { rejected in
                let proposal = rejected.proposal
                return "ignored: \(proposal.component) \(proposal.status.rawValue), \(rejected.reason.rawValue)"
                    + (proposal.reason.isEmpty ? "" : " (\(proposal.reason))")
            }
    }

    /// The turn's share of the reward and what its own faults cost, where they are stored.
    var reward: String? {
        let share = value(MetricName.turnReward).map { "turn \(brief($0))" }
        let line = value(MetricName.lineReward).flatMap { $0 == 0 ? nil : "line \(brief($0))" }
        let words = [share, line].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// All other scores of the turn.
    var scores: [String] {
        scored.scores.filter { $0.turn == turn.index && ![MetricName.turnReward, MetricName.lineReward].contains($0.name) }
            .compactMap { score in score.value.map { "\(score.name)=\(brief($0))" } }
    }

    private func value(_ name: String) -> Double? { scored.scores.first { $0.turn == turn.index && $0.name == name }?.value }

    /// The words at the places of a verdict, in quotes. Those of verdicts on probes lie in the answer.
    private func marks(_ verdict: Verdict) -> String {
        guard ![Criterion.questionAndAnswer, Criterion.forecast].contains(verdict.criterion) else { return "" }
        let bytes = Array(turn.text.utf8)
        let words = verdict.places.filter { $0.lowerBound >= 0 && $0.upperBound <= bytes.count }.map {
            "\"\(String(decoding: bytes[$0], as: UTF8.self))\""
        }
        return words.isEmpty ? "" : ", at " + words.joined(separator: ", ")
    }

    /// Who judged, where it was not the ledger.
    static func judge(_ verdict: Verdict) -> String {
        verdict.judge == LedgerJudge.identity ? "" : " by \(verdict.judge.prefix { $0 != "," }.prefix(60))"
    }

    private static func words(_ abstention: Abstention) -> String {
        switch abstention {
        case .cannotTell: "cannot tell"
        case .nothingKnown: "nothing known"
        case .unreadable: "unreadable reply"
        case .failed: "the judge failed"
        case .timedOut: "timed out"
        case .disagreement: "judges disagree"
        }
    }
}
