// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The statistics of consistency between trials, as functions of `TrialSums`.
enum TrialStatistics {
    static let outcome: [SumStatistic] = [
        .ratio("trials/success", "task done", "outcome/share", over: "outcome/groups", note: "mean over scenarios; about user and agent together"),
        .ratio("trials/outcome_agreement", "pairs of trials with one outcome", "outcome/agreement", over: "outcome/groups", target: .one),
        SumStatistic("trials/outcome_kappa", "  beyond chance (kappa)", target: .one, observations: "outcome/groups", value: kappa),
        SumStatistic("trials/outcome_icc", "  ICC(1) of the outcome", observations: "outcome/n", value: { intraclass("outcome", $0) }),
    ]

    static func passHat(_ size: Int) -> SumStatistic {
        .ratio("trials/pass_hat_\(size)", "pass^\(size)", "pass/\(size)", over: "pass/\(size)/groups", target: .one)
    }

    static let conduct: [SumStatistic] = [
        .ratio("trials/lines", "user lines per dialogue", "lines/sum", over: "lines/n", digits: 2),
        SumStatistic(
            "trials/lines_spread", "  spread between trials", digits: 2, observations: "lines/n", value: { within("lines", $0)?.squareRoot() }),
        SumStatistic("trials/lines_icc", "  ICC(1) of the number of lines", observations: "lines/n", value: { intraclass("lines", $0) }),
        .ratio("trials/ending_agreement", "pairs that end in one way", "ending/agreement", over: "ending/groups"),
        .ratio(
            "trials/stop_agreement", "pairs with one stop decision", "stop/agreement", over: "stop/groups", note: "of trials whose decision is known"),
    ]

    static let wording: [SumStatistic] = [
        .ratio("trials/opening_similarity", "likeness of first lines", "opening/similarity", over: "opening/groups"),
        .ratio(
            "trials/opening_others", "  between different scenarios", "opening/others", over: "opening/others_pairs",
            note: "what the style alone does"),
        .ratio("trials/opening_identical", "pairs with the same first line", "opening/identical", over: "opening/groups"),
        .ratio(
            "trials/verbatim", "lines said word for word in another trial", "verbatim/shared", over: "verbatim/lines",
            note: "of lines of \(Trial.longLine) words or more"),
        .ratio(
            "trials/unlike_values", "facts stated unlike in two trials", "values/unlike", over: "values/pairs", target: .zero,
            note: "of pairs that both state one: name, account, email, zip code, phone, day of birth"),
    ]

    /// Agreement beyond chance of two categories, for groups of unlike size: each group's share of agreeing pairs, and chance from the mean
    /// share of successes. Where all groups have one size it is Fleiss' kappa.
    ///
    /// Source: Fleiss, "Measuring nominal scale agreement among many raters" (1971); unlike sizes are our extension.
    static func kappa(_ totals: SumStatistic.Totals) -> Double? {
        let groups = totals("outcome/groups")
        guard groups > 0 else { return nil }
        let share = totals("outcome/share") / groups
        let chance = share * share + (1 - share) * (1 - share)
        guard chance < 1 else { return nil }
        return (totals("outcome/agreement") / groups - chance) / (1 - chance)
    }

    /// The share of a quantity's variance that lies between scenarios: ICC(1), from a one-way analysis of variance with groups of unlike size.
    ///
    /// Source: Shrout and Fleiss, "Intraclass correlations" (1979), case 1; the mean group size of Donner, "A review of inference procedures for
    /// the intraclass correlation coefficient" (1986). Below 0 where trials of one scenario are less alike than those of different ones.
    static func intraclass(_ quantity: String, _ totals: SumStatistic.Totals) -> Double? {
        func total(_ name: String) -> Double { totals(TrialSums.column(quantity, name)) }
        let (groups, count) = (total("k"), total("n"))
        guard groups > 1, count > groups, let within = within(quantity, totals) else { return nil }
        let between = (total("between") - total("sum") * total("sum") / count) / (groups - 1)
        let size = (count - total("nn") / count) / (groups - 1)
        let denominator = between + (size - 1) * within
        return denominator > 0 ? (between - within) / denominator : nil
    }

    /// The variance between trials of one scenario.
    static func within(_ quantity: String, _ totals: SumStatistic.Totals) -> Double? {
        func total(_ name: String) -> Double { totals(TrialSums.column(quantity, name)) }
        guard total("n") > total("k") else { return nil }
        return max(0, total("squares") - total("between")) / (total("n") - total("k"))
    }
}
