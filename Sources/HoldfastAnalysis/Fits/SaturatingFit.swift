// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A rate that moves from where it starts to a level where it stays: v(t) = start + (level - start)(1 - exp(-rate t)).
///
/// Fitted by weighted least squares, with start and level in 0...1 and the rate within given bounds. For a given rate the best start and level
/// follow from a small quadratic problem, so the search is over the rate alone: all of its bounds are scanned and the best valley is followed
/// to its floor. It cannot end in the wrong one, which a search over three numbers from one starting point can.
///
/// The rate means something only where there is a move to speak of, and where the points show the bend: `shape` says whether they do.
///
/// Source: the saturating drift of arXiv:2510.07777 and its form for shares; variable projection after Golub and Pereyra (1973).
public struct SaturatingFit: Hashable, Sendable {
    /// What the points say of the rate.
    public enum Shape: String, Hashable, Sendable, CaseIterable {
        /// The bend lies among the points.
        case curved
        /// The half-life is longer than the points reach: they show a line that is nearly straight, and the level is read off the bounds.
        case straight
        /// At the second point all but a twentieth of the way is gone: the points show a step, and not how fast it went.
        case step
        /// Start and level are the same, so that any rate fits.
        case flat
    }

    /// The rate v at t = 0, in 0...1.
    public let start: Double
    /// Where v would end, in 0...1; far beyond the points where these are straight.
    public let level: Double
    /// How fast the distance to the level shrinks, per unit of t.
    public let rate: Double
    /// Weighted sum of squared distances from the points.
    public let squares: Double
    /// What the points say of the rate.
    public let shape: Shape

    /// Time in which half of the way is gone, in units of t.
    public var halfLife: Double { log(2) / rate }

    /// v(t).
    public func value(at t: Double) -> Double { start + (level - start) * (1 - exp(-rate * t)) }

    /// Rates that are looked at unless told otherwise: half-lives from a tenth of a line to seventy lines.
    public static let usualRates = 0.01...7.0

    /// The best fit; nil for fewer than four places with a weight, because three would fit always.
    /// - Parameters:
    ///   - t: places, from 0, such as ordinals of lines.
    ///   - v: rates in 0...1.
    ///   - weights: what each counts for, such as decided lines; points of weight 0 are left out.
    ///   - rates: bounds of the rate, above 0.
    public init?(t: [Double], v: [Double], weights: [Double], rates: ClosedRange<Double> = SaturatingFit.usualRates) {
        guard let search = SaturatingSearch(t: t, v: v, weights: weights) else { return nil }
        self = search.best(rates)
    }

    init(start: Double, level: Double, rate: Double, squares: Double, shape: Shape) {
        self.start = start
        self.level = level
        self.rate = rate
        self.squares = squares
        self.shape = shape
    }
}
