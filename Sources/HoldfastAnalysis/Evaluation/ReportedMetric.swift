// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A metric of the reports: where its value comes from, what to call it, and which way is better.
public struct ReportedMetric: Hashable, Sendable, Codable {
    /// What a perfect simulator would have, which makes it possible to speak of errors.
    public enum Target: String, Sendable, Codable, CaseIterable {
        /// 1 is perfect; the error is 1 minus the value.
        case one
        /// 0 is perfect; the error is the value.
        case zero
        /// No value is perfect, such as a length.
        case none
    }

    /// Name as in `MetricName`.
    public var name: String
    /// Name for people.
    public var title: String
    /// Which value is perfect; `none` rules out error reductions.
    public var target: Target
    /// Digits behind the point.
    public var digits: Int

    /// A metric of the reports.
    public init(_ name: String, title: String, target: Target, digits: Int = 3) {
        self.name = name
        self.title = title
        self.target = target
        self.digits = digits
    }

    /// Whether an episode's value lies from 0 to 1, so that a mean at either end still has an interval with a width.
    var isShare: Bool { target != .none && ![MetricName.leaks, MetricName.fabrications].contains(name) }

    /// The error at a value, or nil for a metric without a target.
    public func error(at value: Double) -> Double? {
        switch target {
        case .one: 1 - value
        case .zero: value
        case .none: nil
        }
    }

    /// Distinct-2 over a fixed number of bigrams; no episode has it, so its name is not among the scores'.
    public static let rarefiedDistinct2 = "user/distinct_2_rarefied"

    /// Metrics whose value is the mean over episodes of a stored score, in the order of the reports.
    static let scored: [ReportedMetric] =
        [
            ReportedMetric(MetricName.promptToLine, title: "prompt-to-line", target: .one),
            ReportedMetric(MetricName.lineToLineMin, title: "line-to-line (min)", target: .one),
            ReportedMetric(MetricName.lineToLinePair, title: "line-to-line (pair)", target: .one),
            ReportedMetric(MetricName.questionAndAnswer, title: "question-and-answer", target: .one),
            ReportedMetric(MetricName.byEvaluationJudge(MetricName.promptToLine), title: "prompt-to-line, evaluation judge", target: .one),
            ReportedMetric(MetricName.judgeGap(Criterion.promptToLine), title: "  gap of the judges", target: .none),
            ReportedMetric(MetricName.byEvaluationJudge(MetricName.lineToLineMin), title: "line-to-line, evaluation judge", target: .one),
            ReportedMetric(MetricName.judgeGap(Criterion.lineToLine), title: "  gap of the judges", target: .none),
            ReportedMetric(MetricName.byEvaluationJudge(MetricName.questionAndAnswer), title: "question-and-answer, evaluation judge", target: .one),
            ReportedMetric(MetricName.judgeGap(Criterion.questionAndAnswer), title: "  gap of the judges", target: .none),
            ReportedMetric(MetricName.goalSuccess, title: "goal success", target: .one),
        ]
        + ComponentKind.allCases.map {
            ReportedMetric(MetricName.goalSuccess($0), title: "  \($0.rawValue)", target: .one)
        } + [
            ReportedMetric(MetricName.stopCorrect, title: "stop correct", target: .one),
            ReportedMetric(MetricName.stopPremature, title: "  premature", target: .zero),
            ReportedMetric(MetricName.stopMissed, title: "  missed", target: .zero),
            ReportedMetric(MetricName.validity, title: "valid lines", target: .one),
            ReportedMetric(MetricName.role, title: "lines in their role", target: .one),
            ReportedMetric(MetricName.assistantLikeness, title: "assistant-likeness", target: .zero),
            ReportedMetric(MetricName.selfRepetition, title: "self-repetition", target: .zero),
            ReportedMetric(MetricName.lineRepetition, title: "repetition within lines", target: .zero),
            ReportedMetric(MetricName.leaks, title: "leaks per dialogue", target: .zero),
            ReportedMetric(MetricName.fabrications, title: "fabrications per dialogue", target: .zero),
            ReportedMetric(MetricName.claims, title: "claims per line", target: .none, digits: 2),
            ReportedMetric(MetricName.mattr, title: "MATTR", target: .none),
            ReportedMetric(MetricName.hdd, title: "HD-D", target: .none),
            ReportedMetric(MetricName.mtld, title: "MTLD", target: .none, digits: 1),
            ReportedMetric(MetricName.yulesK, title: "Yule's K", target: .none, digits: 1),
        ]

    /// Metrics that are counted from the text.
    static let counted = [
        ReportedMetric(MetricName.distinct2, title: "distinct-2", target: .none),
        ReportedMetric(rarefiedDistinct2, title: "distinct-2, equal length", target: .none),
        ReportedMetric(MetricName.words, title: "words per line", target: .none, digits: 2),
        ReportedMetric(MetricName.userTurns, title: "lines per dialogue", target: .none, digits: 2),
    ]

    /// Metrics of a set of dialogues, which no single one has.
    static let ofSets: Set<String> = [MetricName.distinct2, rarefiedDistinct2]

    /// Every metric of the reports, in their order.
    public static let all = scored + counted + [ReportedMetric(MetricName.reward, title: "reward", target: .none)]
}
