// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The beta distribution, from which those of F and of exact shares follow.
enum BetaDistribution {
    /// The regularised incomplete beta function: the chance of at most `x`.
    ///
    /// Source: the continued fraction of DLMF 8.17.22, evaluated by Lentz's method.
    static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges fast on one side of the mean only.
        guard x <= (a + 1) / (a + b + 2) else { return 1 - cumulative(1 - x, b, a) }
        let scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        var (fraction, upper, lower) = (1.0, 1.0, 0.0)
        for step in 0..<10_000 {
            let m = Double(step / 2)
            let term: Double =
                if step == 0 { 1 } else if step % 2 == 0 { m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) } else {
                    -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                }
            lower = 1 / away(from: 0, 1 + term * lower)
            upper = away(from: 0, 1 + term / upper)
            fraction *= upper * lower
            if abs(1 - upper * lower) < 1e-15 { break }
        }
        return scale * (fraction - 1)
    }

    /// The inverse of `cumulative`, by bisection.
    static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if cumulative(middle, a, b) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    private static func away(from zero: Double, _ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
}

/// Fisher's F distribution.
enum FDistribution {
    /// The chance of at most `x` with `above` and `below` degrees of freedom.
    static func cumulative(_ x: Double, _ above: Double, _ below: Double) -> Double {
        x <= 0 ? 0 : BetaDistribution.cumulative(above * x / (above * x + below), above / 2, below / 2)
    }

    /// The chance of more than `x`, to its own precision where it is small.
    static func exceeding(_ x: Double, _ above: Double, _ below: Double) -> Double {
        x <= 0 ? 1 : BetaDistribution.cumulative(below / (above * x + below), below / 2, above / 2)
    }

    /// The inverse of `cumulative`.
    static func quantile(_ probability: Double, _ above: Double, _ below: Double) -> Double {
        let place = BetaDistribution.quantile(probability, above / 2, below / 2)
        return place >= 1 ? .infinity : below * place / (above * (1 - place))
    }
}
