// SPDX-License-Identifier: Apache-2.0

/// How much of a quantity's variance lies between personas, and how much between repeated dialogues of one persona.
///
/// One-way random effects, estimated by the method of moments from an analysis of variance with groups of unlike size. Source: Searle, Casella
/// and McCulloch, "Variance Components" (1992), section 3.6; the intraclass correlation is ICC(1) of Shrout and Fleiss (1979).
public struct VarianceSplit: Hashable, Sendable {
    /// Number of personas, at least 2.
    public let groups: Double
    /// Number of values, more than there are personas.
    public let count: Double
    /// Mean square between and within personas.
    public let meanSquareBetween, meanSquareWithin: Double
    /// What stands for the number of values per persona where it varies: (N - sum of n^2 / N) / (k - 1).
    public let effectiveSize: Double

    /// Variance of the personas' own means, never below 0.
    public var between: Double { max(0, (meanSquareBetween - meanSquareWithin) / effectiveSize) }
    /// Variance between dialogues of one persona.
    public var within: Double { meanSquareWithin }
    /// The share of the variance that lies between personas, ICC(1): 1 where a persona always does the same, 0 where personas do not matter,
    /// below 0 where dialogues of one persona are less alike than chance has it. Nil for a constant quantity.
    public var correlation: Double? {
        let scale = meanSquareBetween + (effectiveSize - 1) * meanSquareWithin
        return scale > 0 ? (meanSquareBetween - meanSquareWithin) / scale : nil
    }
    /// Variance within over variance between: at 1 and above the persona says less than chance does. Nil where nothing lies between.
    public var ratio: Double? { between > 0 ? within / between : nil }
    /// The F statistic; infinite where nothing varies within.
    public var statistic: Double? {
        meanSquareWithin > 0 ? meanSquareBetween / meanSquareWithin : meanSquareBetween > 0 ? .infinity : nil
    }
    /// The chance of an F as high where nothing lies between personas and values are normal; nil for a constant quantity.
    public var probability: Double? {
        statistic.map { $0.isFinite ? FDistribution.exceeding($0, groups - 1, count - groups) : 0 }
    }

    /// From sums over personas: their number k, values N, squared numbers of values, values S, S^2 / n, and squares. Nil for fewer than two
    /// personas, and where no persona has two values.
    init?(groups: Double, count: Double, squaredCounts: Double, sum: Double, scaledSquares: Double, squares: Double) {
        guard groups > 1, count > groups else { return nil }
        self.groups = groups
        self.count = count
        effectiveSize = (count - squaredCounts / count) / (groups - 1)
        // What rounding leaves of equal numbers is no variance.
        let noise = 1e-12 * max(squares, 1e-300)
        let between = scaledSquares - sum * sum / count
        let within = squares - scaledSquares
        meanSquareBetween = between > noise ? between / (groups - 1) : 0
        meanSquareWithin = within > noise ? within / (count - groups) : 0
    }

    /// From the values of each persona; those without values do not count.
    public init?(_ values: [[Double]]) {
        let values = values.filter { !$0.isEmpty }
        let sums = values.map { $0.reduce(0, +) }
        let sizes = values.map { Double($0.count) }
        self.init(
            groups: Double(values.count), count: sizes.reduce(0, +), squaredCounts: sizes.reduce(0) { $0 + $1 * $1 },
            sum: sums.reduce(0, +), scaledSquares: zip(sums, sizes).reduce(0) { $0 + $1.0 * $1.0 / $1.1 },
            squares: values.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } })
    }

    /// The interval of `correlation` under normality, from quantiles of F.
    ///
    /// Source: Searle (1971), "Linear Models", chapter 9: exact for equal sizes. For unlike sizes `effectiveSize` stands in, which is good
    /// where sizes are not extremely unlike; Thomas and Hultquist (1978) take another mean there.
    public func interval(level: Double = 0.95) -> (low: Double, high: Double)? {
        guard let statistic, statistic.isFinite else { return statistic == nil ? nil : (1, 1) }
        func correlation(_ ratio: Double) -> Double { (ratio - 1) / (ratio + effectiveSize - 1) }
        let tail = (1 - level) / 2
        let low = statistic / FDistribution.quantile(1 - tail, groups - 1, count - groups)
        let high = statistic / FDistribution.quantile(tail, groups - 1, count - groups)
        return (correlation(low), correlation(high))
    }
}
