// SPDX-License-Identifier: Apache-2.0

extension CorrectedScore {
    /// A line for people: the share as it is, beside the one without the judge's errors, or `undefined` with the reason.
    public var text: String {
        let decided = "\(raw.observations) verdicts, \(abstentions) abstained"
        let labels = "\(calibration.decidedPassing) passing and \(calibration.decidedFailing) failing labels"
        return "\(criterion) by \(judge): raw \(Cells.level(raw, digits: 3)), corrected \(correctedText) (\(decided); \(labels))"
    }

    private var correctedText: String {
        switch corrected {
        case .known(let correction): Cells.level(correction.estimate, digits: 3)
        case .undefined(.noPassingLabels): "undefined: no passing item was labelled, so nobody knows how often the judge passes one"
        case .undefined(.noFailingLabels): "undefined: no failing item was labelled, so nobody knows how often the judge fails one"
        case .undefined(.uninformativeJudge): "undefined: on labelled items the judge passes bad ones at least as often as good ones"
        }
    }

    /// Lines under a table; none where no calibration was given.
    static func lines(_ title: String, _ scores: [CorrectedScore]?) -> [String] {
        guard let scores else { return [] }
        return scores.isEmpty ? ["\(title): none of the judges was calibrated"] : ["\(title):"] + scores.map { "  \($0.text)" }
    }
}

extension EvaluationSummary {
    /// The corrected scores, line by line; none where no calibration was given.
    public var correctedLines: [String] { CorrectedScore.lines("with the judges' errors taken out", corrected) }
}

extension ComparisonTable {
    /// The corrected scores before and after, line by line; none where no calibration was given.
    public var correctedLines: [String] {
        CorrectedScore.lines("before, with the judges' errors taken out", correctedBefore)
            + CorrectedScore.lines("after, with the judges' errors taken out", correctedAfter)
    }
}
