// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The chi-squared distribution.
///
/// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 6.5.29 (series) and 6.5.31 (continued fraction) for the
/// incomplete gamma function.
enum ChiSquared {
    /// The chance of a value above `statistic`, to about 1e-14 relative; 1 for a statistic of 0 or no degrees of freedom.
    static func tail(_ statistic: Double, degreesOfFreedom: Int) -> Double {
        guard statistic > 0, degreesOfFreedom > 0 else { return 1 }
        let (shape, x) = (Double(degreesOfFreedom) / 2, statistic / 2)
        let front = exp(shape * log(x) - x - lgamma(shape))
        return x < shape + 1 ? 1 - front * series(shape, x) : front * fraction(shape, x)
    }

    private static func series(_ shape: Double, _ x: Double) -> Double {
        var term = 1 / shape
        var sum = term
        var denominator = shape
        while term > sum * 1e-17 {
            denominator += 1
            term *= x / denominator
            sum += term
        }
        return sum
    }

    /// Modified Lentz evaluation.
    private static func fraction(_ shape: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - shape
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for step in 1...10_000 {
            let a = -Double(step) * (Double(step) - shape)
            b += 2
            d = 1 / guarded(a * d + b, tiny)
            c = guarded(b + a / c, tiny)
            let factor = c * d
            value *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return value
    }

    private static func guarded(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }
}
