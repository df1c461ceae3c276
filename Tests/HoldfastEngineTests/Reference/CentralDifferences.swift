// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// Numbers for kernels, and what their derivatives are held against.
enum CentralDifferences {
    /// Numbers in `-scale...scale` that floats hold exactly, so that both precisions start from the same.
    static func numbers(_ count: Int, seed: Int, scale: Double = 2) -> [Float] {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        return (0..<count).map { _ in Float((stream.uniform() - 0.5) * 2 * scale) }
    }

    /// d f / d x by central differences in double precision; good to about nine digits.
    static func slopes(_ x: [Float], _ f: ([Double]) -> Double) -> [Double] {
        var point = x.map(Double.init)
        return point.indices.map { index in
            let value = point[index]
            let step = 1e-5 * max(1, abs(value))
            point[index] = value + step
            let above = f(point)
            point[index] = value - step
            let below = f(point)
            point[index] = value
            return (above - below) / (2 * step)
        }
    }

    /// Sum of products: turns a kernel's outputs into the one number whose derivative the upstream gradient is.
    static func dot(_ a: [Double], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * Double($1.1) } }

    /// Float32 keeps seven digits, and these loops sum at most some hundred terms: an entry may be off by 4e-6 of the largest.
    ///
    /// - Parameter terms: the size of what an entry is the difference of, where all of them may cancel.
    static func expectAgreement(
        _ found: [Float], _ expected: [Double], terms: Double = 0, _ place: @autoclosure () -> String,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == expected.count, "\(place())", sourceLocation: location)
        let largest = expected.map(abs).max() ?? 0
        let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(worst <= 4e-6 * max(largest, terms) + 1e-9, "\(place()): off by \(worst) where the largest is \(largest)", sourceLocation: location)
    }
}
