// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// How a judge does on one criterion, held against people.
///
/// An item's label is what more people said than anything else. Items on which people are level have none; they are counted and left out.
public struct CriterionCalibration: Hashable, Sendable, Codable {
    /// What was asked.
    public var criterion: String
    /// Items of the criterion, with or without labels.
    public var items: Int
    /// Items that nobody labelled.
    public var withoutLabels: Int
    /// Items on which people are level.
    public var ties: Int
    /// The judge against the labels.
    public var counts: ConfusionCounts
    /// P(judge passes | label passes), among the items that the judge decides; nil without such items.
    public var truePositiveRate: Estimate?
    /// P(judge fails | label fails), in the same way.
    public var trueNegativeRate: Estimate?
    /// Share of labelled items on which the judge abstains.
    public var abstentionRate: Estimate?
    /// Cohen's kappa of judge and label over the items that both decide.
    public var kappa: Estimate?
    /// How many people labelled each of the items that the two numbers below rest on: the number that most items have, from two on.
    public var raters: Int
    /// How many items have that number of labels; the others are left out of the two numbers below.
    public var rated: Int
    /// Fleiss' kappa among people, with abstentions as a category; nil where fewer than two labelled any item, or all say the same.
    public var kappaOfPeople: Double?
    /// The same with the judge as one more rater.
    public var kappaWithJudge: Double?

    /// - Parameter items: all of one criterion.
    init(_ criterion: String, _ items: [RatedItem], level: Double) {
        self.criterion = criterion
        self.items = items.count
        withoutLabels = items.count { $0.labels.isEmpty }
        let labelled = items.compactMap { item in item.label.map { (item: item, label: $0) } }
        ties = items.count - withoutLabels - labelled.count
        var counts = ConfusionCounts()
        for (item, label) in labelled { counts.count(judge: item.judge, label: label) }
        self.counts = counts
        truePositiveRate = counts.truePositiveRate(level: level)
        trueNegativeRate = counts.trueNegativeRate(level: level)
        abstentionRate = counts.abstentionRate(level: level)
        let decided = labelled.filter { $0.label != .abstain && $0.item.judge != .abstain }
        kappa = CohenKappa.estimate(decided.map { ($0.label, $0.item.judge) }, level: level)
        let numbers = Dictionary(grouping: items.filter { $0.labels.count >= 2 }, by: \.labels.count)
        let most = numbers.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
        raters = most?.key ?? 0
        let rated = most?.value ?? []
        self.rated = rated.count
        // All items have the same number of ratings, which is all that Fleiss' kappa asks for.
        kappaOfPeople = (try? FleissKappa.value(ratings: rated.map(\.labels))) ?? nil
        kappaWithJudge = (try? FleissKappa.value(ratings: rated.map { $0.labels + [$0.judge] })) ?? nil
    }
}
