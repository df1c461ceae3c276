// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Verdict {
    /// What each judge behind the verdict decided, in order: of one that was asked more than once (its reply had to be repaired) the last.
    public var answers: [ItemLabel] {
        var labels: [ItemLabel] = []
        for call in calls {
            if let place = labels.firstIndex(where: { $0.rater == call.judge }) {
                labels[place].outcome = call.outcome
            } else {
                labels.append(ItemLabel(rater: call.judge, outcome: call.outcome))
            }
        }
        return labels
    }

    /// Whether one judge behind the verdict passes what another fails. Who abstains disagrees with nobody.
    public var isDisputed: Bool { Set(answers.map(\.outcome)).isSuperset(of: [.pass, .fail]) }
}

extension CalibrationItem {
    /// An item for people from a verdict on which judges do not agree, their answers filled in; nil where they do.
    /// - Parameter source: where the verdict comes from.
    public init?(_ verdict: Verdict, on question: JudgeQuestion, source: String) {
        guard verdict.isDisputed else { return nil }
        self.init(id: String(question.hash.prefix(16)), question: question, answers: verdict.answers, source: source)
    }

    /// The disputed ones among many verdicts, each question once.
    public static func disagreements(_ verdicts: some Sequence<(question: JudgeQuestion, verdict: Verdict, source: String)>) -> [CalibrationItem] {
        var seen: Set<String> = []
        return verdicts.compactMap { CalibrationItem($0.verdict, on: $0.question, source: $0.source) }.filter { seen.insert($0.id).inserted }
    }
}
