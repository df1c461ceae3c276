// SPDX-License-Identifier: Apache-2.0

/// How well points fill the unit cube: what a population of personas reaches, whatever its density.
///
/// Source: the diversity metrics of Persona Generators (arXiv:2602.03545): coverage, dispersion, mean and smallest pairwise distance. Probe
/// points are Halton's instead of random ones, so that the numbers have no noise of their own; the convex hull's volume is left out.
public struct SupportCoverage: Sendable {
    /// Number of points.
    public let count: Int
    /// Number of axes.
    public let axes: Int
    /// Per probe point the nearest point, its distance, and the distance of the next.
    private let nearest: [(point: Int, distance: Double, next: Double)]
    /// Per point the sum of its distances to all others.
    private let sums: [Double]
    private let closest: [(point: Int, distance: Double, next: Double)]

    /// - Parameters:
    ///   - points: each with as many coordinates, from 0 to 1. Nil for fewer than two, and for more axes than `HaltonPoints.mostAxes`.
    ///   - probes: how many places of the cube are asked whether a point is near.
    public init?(_ points: [[Double]], probes: Int = 1_024) {
        guard points.count > 1, let axes = points.first?.count, axes > 0, axes <= HaltonPoints.mostAxes else { return nil }
        count = points.count
        self.axes = axes
        nearest = HaltonPoints.first(probes, axes: axes).map { probe in Self.nearest(to: probe, among: points, but: -1) }
        sums = points.map { point in points.reduce(0) { $0 + Self.distance(point, $1) } }
        closest = points.indices.map { Self.nearest(to: points[$0], among: points, but: $0) }
    }

    /// The share of probe points with a point within the radius.
    public func coverage(within radius: Double) -> Double { Double(nearest.count { $0.distance <= radius }) / Double(nearest.count) }
    /// The radius of the largest ball around a probe point that holds no point.
    public var dispersion: Double { nearest.map(\.distance).max() ?? 0 }
    /// The mean distance of two points.
    public var meanDistance: Double { sums.reduce(0, +) / Double(count * (count - 1)) }
    /// The distance of the two that are closest.
    public var smallestDistance: Double { closest.map(\.distance).min() ?? 0 }

    /// `coverage` without each of the points.
    func coverageLeftOut(within radius: Double) -> [Double] {
        var lost = [Int](repeating: 0, count: count)
        for probe in nearest where probe.distance <= radius && probe.next > radius { lost[probe.point] += 1 }
        let covered = nearest.count { $0.distance <= radius }
        return lost.map { Double(covered - $0) / Double(nearest.count) }
    }

    /// `dispersion` without each of the points.
    var dispersionLeftOut: [Double] {
        var widest = [Double](repeating: dispersion, count: count)
        for probe in nearest { widest[probe.point] = max(widest[probe.point], probe.next) }
        return widest
    }

    /// `meanDistance` without each of the points; two of them leave none.
    var meanDistanceLeftOut: [Double] {
        let total = sums.reduce(0, +)
        return count < 3 ? [] : sums.map { (total - 2 * $0) / Double((count - 1) * (count - 2)) }
    }

    private static func nearest(to place: [Double], among points: [[Double]], but own: Int) -> (point: Int, distance: Double, next: Double) {
        var found = (point: -1, distance: Double.infinity, next: Double.infinity)
        for (index, point) in points.enumerated() where index != own {
            let distance = distance(place, point)
            if distance < found.distance {
                found = (index, distance, found.distance)
            } else if distance < found.next {
                found.next = distance
            }
        }
        return found
    }

    private static func distance(_ first: [Double], _ second: [Double]) -> Double {
        var squares = 0.0
        for axis in first.indices {
            let difference = first[axis] - second[axis]
            squares += difference * difference
        }
        return squares.squareRoot()
    }
}
