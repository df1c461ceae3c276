// SPDX-License-Identifier: Apache-2.0

/// Evenly spread points of the unit cube, the same every time.
///
/// Source: Halton, "On the Efficiency of Certain Quasi-Random Sequences of Points" (1960): along the axis of the i-th prime b, the n-th point
/// is n written in base b and mirrored at the point. Without scrambling; the origin, the zeroth point, is left out.
public enum HaltonPoints {
    private static let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    /// Axes that there are primes for; with many more the points would lie on lines.
    public static let mostAxes = primes.count

    /// The first points, none for no axes and for more than `mostAxes`.
    public static func first(_ count: Int, axes: Int) -> [[Double]] {
        guard axes > 0, axes <= mostAxes else { return [] }
        return (0..<count).map { index in primes[..<axes].map { mirrored(index + 1, base: $0) } }
    }

    private static func mirrored(_ number: Int, base: Int) -> Double {
        var (rest, place, value) = (number, 1 / Double(base), 0.0)
        while rest > 0 {
            value += Double(rest % base) * place
            rest /= base
            place /= Double(base)
        }
        return value
    }
}
