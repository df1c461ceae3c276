// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastAnalysis

/// Against lifelines, statsmodels and scipy, and against R's survival; `scripts/reference-values` wrote both files.
@Suite struct SurvivalReferenceTests {
    private struct File: Decodable {
        struct Item: Decodable {
            var time: Double
            var event: Bool
            var group: Int
            var stratum: Int
            var cluster: Int
        }
        struct Curve: Decodable {
            var time: [Double]
            var survival: [Double]
            var low: [Double]
            var high: [Double]
            var hazard: [Double]
            var hazardVariance: [Double]
            var limit: Double
            var restrictedMean: Double
        }
        struct Test: Decodable {
            var chiSquared: Double
            var p: Double
        }
        struct Set: Decodable {
            var name: String
            var items: [Item]
            var curve: Curve
            var logRank: Test
            var stratified: Test
        }
        struct Tail: Decodable {
            var statistic: Double
            var degreesOfFreedom: Int
            var tail: Double
        }

        var sets: [Set]
        var chiSquared: [Tail]
    }

    private struct RFile: Decodable {
        struct Set: Decodable {
            var name: String
            var time: [Double]
            var atRisk: [Double]
            var events: [Double]
            var survival: [Double]
            var standardError: [Double?]
            var low: [Double?]
            var high: [Double?]
            var median: Double?
            var limit: Double
            var restrictedMean: Double
            var restrictedMeanError: Double
            var observed: [Double]
            var expected: [Double]
            var chiSquared: Double
            var stratified: Double
            var clustered: Double?
        }

        var sets: [Set]
    }

    private let file: File
    private let byR: RFile

    init() throws {
        file = try Self.read("survival.json")
        byR = try Self.read("survival_r.json")
    }

    private static func read<Value: Decodable>(_ name: String) throws -> Value {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: path))
    }

    @Test func `curves and hazards are those of lifelines`() throws {
        #expect(file.sets.count == 8)
        for set in file.sets {
            let table = LifeTable(set.items.map { ($0.time, $0.event) })
            let (curve, hazard) = (KaplanMeier(table), NelsonAalen(table))
            #expect(curve.points.map(\.time) == set.curve.time, "\(set.name)")
            for (place, point) in curve.points.enumerated() {
                #expect(near(point.survival, set.curve.survival[place]), "\(set.name) at \(point.time)")
                #expect(near(hazard.points[place].hazard, set.curve.hazard[place]), "\(set.name) at \(point.time)")
                #expect(near(hazard.points[place].variance, set.curve.hazardVariance[place]), "\(set.name) at \(point.time)")
                guard let interval = point.interval(), point.survival < 1 else { continue }
                #expect(near(interval.lowerBound, set.curve.low[place]), "\(set.name) at \(point.time)")
                #expect(near(interval.upperBound, set.curve.high[place]), "\(set.name) at \(point.time)")
            }
            #expect(near(curve.restrictedMean(to: set.curve.limit).value, set.curve.restrictedMean), "\(set.name)")
        }
    }

    @Test func `curves, intervals and restricted means are those of R`() throws {
        #expect(byR.sets.map(\.name) == file.sets.map(\.name))
        for (known, set) in zip(byR.sets, file.sets) {
            let table = LifeTable(set.items.map { ($0.time, $0.event) })
            let curve = KaplanMeier(table)
            #expect(table.rows.map(\.time) == known.time && table.rows.map(\.atRisk) == known.atRisk && table.rows.map(\.events) == known.events)
            for (place, point) in curve.points.enumerated() {
                #expect(near(point.survival, known.survival[place]), "\(set.name) at \(point.time)")
                let interval = point.interval()
                // Before the first event R gives no interval; ours has no width.
                if point.survival == 1 {
                    #expect(interval == 1...1 && known.low[place] == nil, "\(set.name) at \(point.time)")
                } else {
                    #expect((interval == nil) == (known.low[place] == nil), "\(set.name) at \(point.time)")
                }
                if let low = known.low[place], let high = known.high[place], let error = known.standardError[place], let interval {
                    #expect(near(interval.lowerBound, low) && near(interval.upperBound, high), "\(set.name) at \(point.time)")
                    #expect(near(try #require(point.standardError), error), "\(set.name) at \(point.time)")
                }
            }
            let mean = curve.restrictedMean(to: known.limit)
            #expect(near(mean.value, known.restrictedMean) && near(mean.standardError, known.restrictedMeanError), "\(set.name): \(mean)")
        }
    }

    @Test func `log-rank tests are those of lifelines, statsmodels and R`() throws {
        for (known, set) in zip(byR.sets, file.sets) {
            let groups = Swift.Set(set.items.map(\.group)).sorted()
            func tables(_ items: [File.Item]) -> [LifeTable] {
                groups.map { group in LifeTable(items.filter { $0.group == group }.map { ($0.time, $0.event) }) }
            }
            let plain = LogRank(tables(set.items))
            #expect(near(plain.chiSquared, set.logRank.chiSquared) && near(plain.p, set.logRank.p), "\(set.name): \(plain)")
            #expect(near(plain.chiSquared, known.chiSquared), "\(set.name): \(plain)")
            #expect(zip(plain.observed, known.observed).allSatisfy(near) && zip(plain.expected, known.expected).allSatisfy(near), "\(set.name)")
            let strata = Swift.Set(set.items.map(\.stratum)).sorted().map { stratum in tables(set.items.filter { $0.stratum == stratum }) }
            let stratified = LogRank(strata: strata)
            #expect(near(stratified.chiSquared, set.stratified.chiSquared) && near(stratified.p, set.stratified.p), "\(set.name)")
            #expect(near(stratified.chiSquared, known.stratified), "\(set.name): \(stratified)")
        }
    }

    @Test func `the log-rank test with clusters is R's robust score test`() throws {
        var tested = 0
        for (known, set) in zip(byR.sets, file.sets) {
            guard let robust = known.clustered else { continue }
            tested += 1
            // Turns may be any ranks of the times, because the test knows their order only.
            let times = Swift.Set(set.items.map(\.time)).sorted()
            let ranks = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($0.element, $0.offset) })
            let groups = Swift.Set(set.items.map(\.group)).sorted()
            func counts(_ items: [File.Item]) -> ClusteredLogRank.Counts {
                var counts = ClusteredLogRank.Counts(
                    events: [Double](repeating: 0, count: times.count), censored: [Double](repeating: 0, count: times.count))
                for item in items {
                    guard let rank = ranks[item.time] else { continue }
                    if item.event { counts.events[rank] += 1 } else { counts.censored[rank] += 1 }
                }
                return counts
            }
            let clusters = Dictionary(grouping: set.items, by: \.cluster).sorted { $0.key < $1.key }.map(\.value)
            let test = ClusteredLogRank(
                clusters.map { items in
                    (counts(items.filter { $0.group == groups[0] }), counts(items.filter { $0.group == groups[1] }))
                })
            #expect(near(test.chiSquared, robust), "\(set.name): \(test.chiSquared), R has \(robust)")
        }
        #expect(tested == 7)
    }

    @Test func `tails of the chi-squared distribution are scipy's`() {
        #expect(file.chiSquared.count == 54)
        for known in file.chiSquared {
            let tail = ChiSquared.tail(known.statistic, degreesOfFreedom: known.degreesOfFreedom)
            #expect(abs(tail - known.tail) <= 1e-11 * known.tail, "\(known): \(tail)")
        }
    }
}

/// Equal to 1e-9 where the references are asked for to 1e-6.
private func near(_ left: Double, _ right: Double) -> Bool { abs(left - right) <= 1e-9 * max(1, abs(right)) }
