// SPDX-License-Identifier: Apache-2.0
import Foundation

extension SaturatingFit {
    /// How sure a fit is of its numbers if all points are independent and their scatter is as large as it looks.
    public struct Errors: Hashable, Sendable {
        /// Standard error of `start`.
        public var start: Double
        /// Standard error of `level`.
        public var level: Double
        /// Standard error of `rate`.
        public var rate: Double
        /// Standard error of `halfLife`, by the delta method: ln 2 / rate² times that of the rate.
        public var halfLife: Double
    }

    /// Errors from the curvature at the floor: the inverse of Jᵀ W J times squares / (points - 3). A cross-check of resampled intervals.
    ///
    /// Nil where the shape is not `curved`, where start or level lies on a bound, where the points do not tell the three apart, or where there are no more than three.
    /// - Parameters: the points that were fitted.
    public func errors(t: [Double], weights: [Double]) -> Errors? {
        let used = t.indices.filter { weights[$0] > 0 }
        guard shape == .curved, used.count > 3, 0 < start, start < 1, 0 < level, level < 1 else { return nil }
        var information = [[Double]](repeating: [0, 0, 0], count: 3)
        for index in used {
            let decay = exp(-rate * t[index])
            let slopes = [decay, 1 - decay, (level - start) * t[index] * decay]
            for row in 0..<3 {
                for column in 0..<3 { information[row][column] += weights[index] * slopes[row] * slopes[column] }
            }
        }
        let scatter = squares / Double(used.count - 3)
        var variances: [Double] = []
        for place in 0..<3 {
            guard let column = LinearSystem.solve(information, (0..<3).map { $0 == place ? 1 : 0 }) else { return nil }
            variances.append(scatter * column[place])
        }
        guard variances.allSatisfy({ $0 >= 0 }) else { return nil }
        let errors = variances.map { $0.squareRoot() }
        return Errors(start: errors[0], level: errors[1], rate: errors[2], halfLife: log(2) / (rate * rate) * errors[2])
    }
}
