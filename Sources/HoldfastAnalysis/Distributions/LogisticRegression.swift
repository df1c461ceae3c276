// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Logistic regression with a squared penalty on the coefficients, not on the intercept.
///
/// Minimises |w|^2 / 2 + C sum_i log(1 + exp(-y_i (w x_i + b))) by Newton's steps (iteratively reweighted least squares): the objective of
/// scikit-learn's `LogisticRegression`.
public struct LogisticRegression: Hashable, Sendable {
    /// One weight per feature.
    public let coefficients: [Double]
    /// The weight of nothing.
    public let intercept: Double

    /// - Parameters:
    ///   - features: one row per example, all of one length.
    ///   - labels: whether an example is of the second class; both must occur, else there is nothing to fit.
    ///   - strength: C, how much the data weigh against the penalty.
    public init?(_ features: [[Double]], labels: [Bool], strength: Double = 1) {
        guard let width = features.first?.count, features.count == labels.count, Set(labels).count == 2 else { return nil }
        // The intercept is the last weight.
        var weights = [Double](repeating: 0, count: width + 1)
        for _ in 0..<50 {
            var gradient = weights
            gradient[width] = 0
            var hessian = [Double](repeating: 0, count: (width + 1) * (width + 1))
            for axis in 0..<width { hessian[axis * (width + 2)] = 1 }
            var row = [Double](repeating: 1, count: width + 1)
            for (example, label) in zip(features, labels) {
                for axis in 0..<width { row[axis] = example[axis] }
                let chance = Self.chance(zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 })
                let error = strength * (chance - (label ? 1 : 0))
                let curvature = strength * chance * (1 - chance)
                for axis in 0...width {
                    gradient[axis] += error * row[axis]
                    for other in 0...axis { hessian[axis * (width + 1) + other] += curvature * row[axis] * row[other] }
                }
            }
            let step = Self.solved(hessian, gradient)
            for axis in 0...width { weights[axis] -= step[axis] }
            if step.allSatisfy({ abs($0) < 1e-10 }) { break }
        }
        guard weights.allSatisfy(\.isFinite) else { return nil }
        coefficients = Array(weights[..<width])
        intercept = weights[width]
    }

    /// The chance that an example is of the second class.
    public func probability(of features: [Double]) -> Double {
        Self.chance(intercept + zip(coefficients, features).reduce(0) { $0 + $1.0 * $1.1 })
    }

    private static func chance(_ score: Double) -> Double { score >= 0 ? 1 / (1 + exp(-score)) : exp(score) / (1 + exp(score)) }

    /// The solution of a symmetric positive system, of which the lower half is given, by Cholesky's factors.
    private static func solved(_ matrix: [Double], _ right: [Double]) -> [Double] {
        let size = right.count
        var lower = matrix
        var solution = right
        for column in 0..<size {
            for row in column..<size {
                var value = lower[row * size + column]
                for inner in 0..<column { value -= lower[row * size + inner] * lower[column * size + inner] }
                lower[row * size + column] = row == column ? max(value, 1e-300).squareRoot() : value / lower[column * size + column]
            }
        }
        for row in 0..<size {
            for inner in 0..<row { solution[row] -= lower[row * size + inner] * solution[inner] }
            solution[row] /= lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            for inner in row + 1..<size { solution[row] -= lower[inner * size + row] * solution[inner] }
            solution[row] /= lower[row * size + row]
        }
        return solution
    }
}
