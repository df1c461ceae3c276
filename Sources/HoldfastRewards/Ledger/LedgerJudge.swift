// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The exact, model-free judge: compares what a lexicon reads in a line with what the ledger knows.
///
/// It judges drift as arXiv:2511.00222 defines it, with two departures: invalid lines fail instead of passing unread, and
/// where it cannot read (no lexicon, nothing in the ledger) it abstains.
public struct LedgerJudge: Sendable {
    /// Who judges, as stored with each verdict.
    public static let identity = "ledger"

    /// The scenario whose lines it judges.
    public let scenario: Scenario
    /// What is true in the scenario, and so what lines are compared with.
    public let ledger: FactLedger

    /// A judge of one scenario's lines.
    public init(scenario: Scenario) {
        self.scenario = scenario
        self.ledger = scenario.ledger
    }

    /// Does the line agree with persona and goal? A line that claims nothing passes; an invalid one fails; without a lexicon it abstains.
    public func promptToLine(_ line: UserLine) -> Verdict {
        if let fault = line.fault { return verdict(Criterion.promptToLine, .fail, line.turn.index, "invalid line: \(fault.rawValue)") }
        guard let reading = line.reading else { return verdict(Criterion.promptToLine, .abstain, line.turn.index, noLexicon) }
        let found = ledger.contradictions(in: reading)
        if found.isEmpty { return verdict(Criterion.promptToLine, .pass, line.turn.index) }
        return verdict(
            Criterion.promptToLine, .fail, line.turn.index,
            found.map(\.description).joined(separator: "; "), at: found.compactMap { line.place(of: $0) })
    }

    /// Was the probe answered right? An answer in which no value can be read fails, because the simulator was asked directly; the
    /// judge abstains where the ledger has nothing on the attribute, and without a lexicon. A choice among options needs none.
    public func probe(_ record: ProbeRecord, reader: LineReader?) -> Verdict {
        if record.kind == .choice { return choice(record) }
        return judge(record, located: reader?.locate(record.answer, after: [DialogueAct(.request, attribute: record.attribute)]))
    }

    /// The verdict on a choice: an answer that chooses none of the options fails as one that gives no value does.
    private func choice(_ record: ProbeRecord) -> Verdict {
        guard let known = ledger.values[record.attribute] else {
            return verdict(Criterion.questionAndAnswer, .abstain, record.turn, "the ledger has nothing on \(record.attribute)")
        }
        guard let chosen = record.chosenOption else {
            return verdict(Criterion.questionAndAnswer, .fail, record.turn, "chooses none of the options")
        }
        guard !known.contains(chosen.lowercased()) else { return verdict(Criterion.questionAndAnswer, .pass, record.turn) }
        return verdict(
            Criterion.questionAndAnswer, .fail, record.turn,
            "chooses \(record.attribute) = \(chosen), but it is \(known.sorted().joined(separator: " or "))", at: [0..<record.answer.utf8.count])
    }

    /// The verdict on a probe whose answer was read already; a nil reading means that there is no lexicon.
    public func judge(_ record: ProbeRecord, located: LocatedReading?) -> Verdict {
        guard let known = ledger.values[record.attribute] else {
            return verdict(Criterion.questionAndAnswer, .abstain, record.turn, "the ledger has nothing on \(record.attribute)")
        }
        guard let located else { return verdict(Criterion.questionAndAnswer, .abstain, record.turn, noLexicon) }
        let answers = located.reading.claims.filter { $0.attribute == record.attribute }.map(\.value)
        if answers.isEmpty { return verdict(Criterion.questionAndAnswer, .fail, record.turn, "no \(record.attribute) in the answer") }
        let wrong = answers.filter { !known.contains($0) }
        return verdict(
            Criterion.questionAndAnswer, wrong.isEmpty ? .pass : .fail, record.turn,
            wrong.isEmpty ? "" : "answers \(record.attribute) = \(wrong[0]), but it is \(known.sorted().joined(separator: " or "))",
            at: wrong.compactMap {
                located.passages.placeOfDeparture(of: Claim(record.attribute, $0), from: known.sorted(), in: record.answer)
            })
    }

    private var noLexicon: String { "no lexicon for the domain \(scenario.domain)" }

    func verdict(_ criterion: String, _ outcome: VerdictOutcome, _ turn: Int?, _ evidence: String = "", at places: [Range<Int>] = []) -> Verdict {
        Self.verdict(criterion, outcome, turn, evidence, at: places)
    }

    /// A verdict without a model. The one reason to abstain here is that there is nothing to compare with.
    static func verdict(
        _ criterion: String, _ outcome: VerdictOutcome, _ turn: Int?, _ evidence: String = "", at places: [Range<Int>] = []
    ) -> Verdict {
        Verdict(
            criterion: criterion, outcome: outcome, turn: turn, evidence: evidence,
            places: places.count < 2 ? places : places.sorted { $0.lowerBound < $1.lowerBound }, judge: Self.identity, abstention: .nothingKnown)
    }
}
