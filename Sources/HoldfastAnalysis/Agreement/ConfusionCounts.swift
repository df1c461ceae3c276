// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// How often a judge agreed with the truth on one criterion, where both decided; who did not decide is counted apart.
public struct ConfusionCounts: Hashable, Sendable, Codable {
    /// Truly passing, and judged so.
    public private(set) var truePositives = 0
    /// Truly passing, but failed by the judge.
    public private(set) var falseNegatives = 0
    /// Truly failing, and judged so.
    public private(set) var trueNegatives = 0
    /// Truly failing, but passed by the judge.
    public private(set) var falsePositives = 0
    /// Truly passing, and the judge abstained.
    public private(set) var abstainedOnPassing = 0
    /// Truly failing, and the judge abstained.
    public private(set) var abstainedOnFailing = 0
    /// The label itself is an abstention: nobody knows the truth, and the judge's answer says nothing about its rates.
    public private(set) var unlabelled = 0

    /// Nothing counted yet.
    public init() {}

    /// Counts one answer of the judge to an item whose label is taken for the truth.
    public mutating func count(judge: VerdictOutcome, label: VerdictOutcome) {
        switch (label, judge) {
        case (.pass, .pass): truePositives += 1
        case (.pass, .fail): falseNegatives += 1
        case (.pass, .abstain): abstainedOnPassing += 1
        case (.fail, .fail): trueNegatives += 1
        case (.fail, .pass): falsePositives += 1
        case (.fail, .abstain): abstainedOnFailing += 1
        case (.abstain, _): unlabelled += 1
        }
    }

    /// Counts many answers, criterion by criterion.
    public static func byCriterion(
        _ answers: some Sequence<(criterion: String, judge: VerdictOutcome, label: VerdictOutcome)>
    ) -> [String: ConfusionCounts] {
        var counts: [String: ConfusionCounts] = [:]
        for answer in answers { counts[answer.criterion, default: ConfusionCounts()].count(judge: answer.judge, label: answer.label) }
        return counts
    }

    /// Truly passing items that the judge decided.
    public var decidedPassing: Int { truePositives + falseNegatives }
    /// Truly failing items that the judge decided.
    public var decidedFailing: Int { trueNegatives + falsePositives }
    /// Items that both decided.
    public var decided: Int { decidedPassing + decidedFailing }
    /// Labelled items on which the judge abstained.
    public var abstained: Int { abstainedOnPassing + abstainedOnFailing }

    /// Share of passes among the truly passing items that the judge decided (sensitivity), with its Wilson interval; nil without such items.
    public func truePositiveRate(level: Double = 0.95) -> Estimate? {
        Wilson.share(truePositives, of: decidedPassing, level: level)
    }

    /// Share of fails among the truly failing items that the judge decided (specificity), with its Wilson interval; nil without such items.
    public func trueNegativeRate(level: Double = 0.95) -> Estimate? {
        Wilson.share(trueNegatives, of: decidedFailing, level: level)
    }

    /// Share of decided items on which judge and label agree, with its Wilson interval; nil without such items.
    ///
    /// It says little where one class is rare: a judge that passes everything agrees on all of the other.
    public func accuracy(level: Double = 0.95) -> Estimate? {
        Wilson.share(truePositives + trueNegatives, of: decided, level: level)
    }

    /// Share of labelled items on which the judge abstained, with its Wilson interval; nil without labelled items.
    public func abstentionRate(level: Double = 0.95) -> Estimate? {
        Wilson.share(abstained, of: decided + abstained, level: level)
    }
}
