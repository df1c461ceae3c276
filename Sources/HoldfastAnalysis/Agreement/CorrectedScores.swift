// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// What a judge's errors on labelled items say about its scores of an evaluation.
public struct CorrectedScore: Hashable, Sendable, Codable {
    /// What was judged, such as `prompt_to_line`.
    public var criterion: String
    /// Who judged.
    public var judge: String
    /// Share of passes over all decided verdicts, as it is.
    public var raw: Estimate
    /// The same, corrected for the judge's errors; or why it cannot be.
    public var corrected: CorrectedShare
    /// What the correction rests on.
    public var calibration: ConfusionCounts
    /// Verdicts that abstained; they are in neither.
    public var abstentions: Int

    /// The corrected scores of an evaluation, by criterion and judge in the order in which verdicts of both occur.
    ///
    /// The share is taken over verdicts, because it is verdicts that the judge gets wrong, and its variance over personas, because verdicts of
    /// one conversation resemble each other: that of a ratio of sums over clusters, `C/(C-1) sum (x_c - p n_c)² / (sum n_c)²` (Cochran,
    /// "Sampling Techniques", section 6.3).
    /// - Parameters:
    ///   - calibration: the judge's counts on a criterion; nil where it was never calibrated, which leaves the score out.
    public static func all(
        _ episodes: [ScoredEpisode], level: Double = 0.95, calibration: (_ judge: String, _ criterion: String) -> ConfusionCounts?
    ) -> [CorrectedScore] {
        var order: [Place] = []
        var tallies: [Place: Tally] = [:]
        for scored in episodes where scored.episode.ending.failure == nil {
            for verdict in scored.verdicts {
                let place = Place(criterion: verdict.criterion, judge: verdict.judge)
                if tallies[place] == nil { order.append(place) }
                tallies[place, default: Tally()].count(verdict.outcome, cluster: scored.episode.scenario.subject)
            }
        }
        return order.compactMap { place in
            guard let counts = calibration(place.judge, place.criterion), let tally = tallies[place], let judged = tally.share else { return nil }
            let z = Normal.quantile((1 + level) / 2)
            let reach = z * judged.variance.squareRoot()
            return CorrectedScore(
                criterion: place.criterion, judge: place.judge,
                raw: Estimate(
                    value: judged.share, low: max(judged.share - reach, 0), high: min(judged.share + reach, 1), observations: judged.observations),
                corrected: CorrectedShare(judged: judged, calibration: counts, level: level), calibration: counts, abstentions: tally.abstentions)
        }
    }
}

private struct Place: Hashable {
    var criterion: String
    var judge: String
}

/// Passes and decided verdicts of each cluster.
private struct Tally {
    var clusters: [String: (passes: Int, decided: Int)] = [:]
    var abstentions = 0

    mutating func count(_ outcome: VerdictOutcome, cluster: String) {
        guard outcome != .abstain else {
            abstentions += 1
            return
        }
        clusters[cluster, default: (0, 0)].decided += 1
        if outcome == .pass { clusters[cluster, default: (0, 0)].passes += 1 }
    }

    var share: JudgedShare? {
        let decided = clusters.values.reduce(0) { $0 + $1.decided }
        guard decided > 0 else { return nil }
        let share = Double(clusters.values.reduce(0) { $0 + $1.passes }) / Double(decided)
        let count = Double(clusters.count)
        // In one order, so that equal episodes give equal bits.
        let squares = clusters.sorted { $0.key < $1.key }.reduce(0) { sum, cluster in
            let residue = Double(cluster.value.passes) - share * Double(cluster.value.decided)
            return sum + residue * residue
        }
        let variance = count > 1 ? count / (count - 1) * squares / (Double(decided) * Double(decided)) : share * (1 - share)
        return JudgedShare(share: share, variance: variance, clusters: clusters.count, observations: decided)
    }
}
