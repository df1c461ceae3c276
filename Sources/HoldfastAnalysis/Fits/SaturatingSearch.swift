// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The points that a saturating curve is fitted to, and the search for its rate.
struct SaturatingSearch {
    private struct Candidate {
        var rate: Double
        var start: Double
        var level: Double
        var squares: Double
        /// How `squares` changes with the rate where start and level follow it.
        var slope: Double
    }

    private let t: [Double]
    private let v: [Double]
    private let weights: [Double]

    init?(t: [Double], v: [Double], weights: [Double]) {
        let used = t.indices.filter { weights[$0] > 0 }
        guard Set(used.map { t[$0] }).count > 3 else { return nil }
        self.t = used.map { t[$0] }
        self.v = used.map { v[$0] }
        self.weights = used.map { weights[$0] }
    }

    /// Points of the scan; between neighbours the rate grows by a seventh over the usual bounds.
    private static let scanned = 50

    func best(_ rates: ClosedRange<Double>) -> SaturatingFit {
        let step = log(rates.upperBound / rates.lowerBound) / Double(Self.scanned - 1)
        let scan = (0..<Self.scanned).map { place in
            candidate(place == Self.scanned - 1 ? rates.upperBound : rates.lowerBound * exp(step * Double(place)))
        }
        var best = scan[0]
        for place in scan.indices {
            let low = scan[max(0, place - 1)].squares
            let high = scan[min(scan.count - 1, place + 1)].squares
            guard scan[place].squares <= low, scan[place].squares <= high else { continue }
            let floor = floor(between: scan[max(0, place - 1)], and: scan[min(scan.count - 1, place + 1)], near: scan[place])
            if floor.squares < best.squares { best = floor }
        }
        return SaturatingFit(start: best.start, level: best.level, rate: best.rate, squares: best.squares, shape: shape(of: best))
    }

    private func shape(of best: Candidate) -> SaturatingFit.Shape {
        let places = Set(t).sorted()
        if abs(best.level - best.start) < 1e-9 { return .flat }
        if log(2) / best.rate > places[places.count - 1] - places[0] { return .straight }
        return exp(-best.rate * (places[1] - places[0])) < 0.05 ? .step : .curved
    }

    /// Where the slope changes its sign from falling to rising, by bisection; an end of the scan where it does not.
    private func floor(between low: Candidate, and high: Candidate, near middle: Candidate) -> Candidate {
        guard low.rate < high.rate else { return middle }
        var (below, above) = (middle.slope < 0 ? middle : low, middle.slope < 0 ? high : middle)
        guard below.slope < 0, above.slope > 0 else { return middle }
        for _ in 0..<60 {
            let rate = (below.rate + above.rate) / 2
            guard rate > below.rate, rate < above.rate else { break }
            let tried = candidate(rate)
            if tried.slope < 0 { below = tried } else { above = tried }
        }
        return below.squares <= above.squares ? below : above
    }

    private func candidate(_ rate: Double) -> Candidate {
        let decay = t.map { exp(-rate * $0) }
        let (start, level) = ends(decay)
        var (squares, slope) = (0.0, 0.0)
        for index in t.indices {
            let distance = v[index] - (level + (start - level) * decay[index])
            squares += weights[index] * distance * distance
            slope -= 2 * weights[index] * distance * (level - start) * t[index] * decay[index]
        }
        return Candidate(rate: rate, start: start, level: level, squares: squares, slope: slope)
    }

    /// The best start and level in 0...1: those of the free problem, or the best of those on the four edges.
    private func ends(_ decay: [Double]) -> (start: Double, level: Double) {
        var (ss, sl, ll, sv, lv) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for index in t.indices {
            let (a, b) = (decay[index], 1 - decay[index])
            ss += weights[index] * a * a
            sl += weights[index] * a * b
            ll += weights[index] * b * b
            sv += weights[index] * a * v[index]
            lv += weights[index] * b * v[index]
        }
        let determinant = ss * ll - sl * sl
        if determinant > 1e-14 * ss * ll {
            let free = (start: (sv * ll - lv * sl) / determinant, level: (lv * ss - sv * sl) / determinant)
            if (0...1).contains(free.start), (0...1).contains(free.level) { return free }
        }
        func clipped(_ value: Double) -> Double { min(max(value, 0), 1) }
        func cost(_ ends: (start: Double, level: Double)) -> Double {
            ss * ends.start * ends.start + 2 * sl * ends.start * ends.level + ll * ends.level * ends.level
                - 2 * (sv * ends.start + lv * ends.level)
        }
        let edges: [(start: Double, level: Double)] = [0.0, 1.0].flatMap { end in
            [(end, ll > 0 ? clipped((lv - sl * end) / ll) : end), (ss > 0 ? clipped((sv - sl * end) / ss) : end, end)]
        }
        return edges.min { cost($0) < cost($1) } ?? (0, 0)
    }
}
