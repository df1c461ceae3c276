// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

/// How often 95 % intervals hold the truth, over samples of personas that differ from each other.
@Suite struct ResamplingCoverageTests {
    enum Statistic: String, CaseIterable {
        /// Mean of a score that has a normal part of the persona and a normal part of the dialogue.
        case mean
        /// Failed over decided lines, dialogues of three to twelve lines.
        case ratio
        /// Restricted mean of lives that are lost from sight between lines 4 and 12.
        case restrictedMean
        /// What the restricted mean rises by from one run to another one over the same personas.
        case pairedDifference
    }

    private static let isSlow = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] != nil
    private static let horizon = 10
    /// Chances to fail at a line, one of them for each persona; the second run has seven tenths of it.
    private static let hazards = [0.02, 0.05, 0.1, 0.2]
    private static let gain = 0.7

    @Test(arguments: Statistic.allCases, BootstrapPlan.Method.allCases)
    func `intervals over fifty personas hold the truth as often as they say`(statistic: Statistic, method: BootstrapPlan.Method) {
        let (repetitions, replicates) = Self.isSlow ? (1_000, 600) : (120, 100)
        let share = Self.coverage(of: statistic, method, personas: 50, repetitions: repetitions, replicates: replicates)
        if Self.isSlow { print("coverage, 50 personas, \(method), \(statistic): \(share)") }
        // A hundred and twenty repetitions know a share to some .04.
        let allowed = Self.isSlow ? 0.92...0.98 : 0.88...1.0
        #expect(allowed.contains(share), "\(statistic), \(method), seed 30: \(share)")
    }

    @Test(.enabled(if: isSlow, "set HOLDFAST_SLOW=1"), arguments: Statistic.allCases, [10, 20, 200])
    func `few personas make intervals that are a little too narrow`(statistic: Statistic, personas: Int) {
        let share = Self.coverage(of: statistic, .percentile, personas: personas, repetitions: 1_000, replicates: 600)
        print("coverage, \(personas) personas, percentile, \(statistic): \(share)")
        #expect((personas < 20 ? 0.86...0.98 : 0.90...0.98).contains(share), "\(statistic), \(personas) personas, seed 30: \(share)")
    }

    private static func coverage(
        of statistic: Statistic, _ method: BootstrapPlan.Method, personas: Int, repetitions: Int, replicates: Int
    ) -> Double {
        var held = 0
        for repetition in 0..<repetitions {
            var random = RandomKey(seed: 30, step: repetition, purpose: .text).stream
            let plan = BootstrapPlan(replicates: replicates, method: method, seed: UInt64(repetition))
            let estimate = estimate(statistic, personas, ClusterResampling(plan: plan), &random)
            if let estimate, !estimate.excludes(truth(of: statistic)) { held += 1 }
        }
        return Double(held) / Double(repetitions)
    }

    private static func truth(of statistic: Statistic) -> Double {
        func restrictedMean(_ gain: Double) -> Double {
            hazards.reduce(0) { sum, hazard in sum + (0..<horizon).reduce(0) { $0 + pow(1 - gain * hazard, Double($1)) } } / Double(hazards.count)
        }
        return switch statistic {
        case .mean: 5
        case .ratio: hazards.reduce(0, +) / Double(hazards.count)
        case .restrictedMean: restrictedMean(1)
        case .pairedDifference: restrictedMean(gain) - restrictedMean(1)
        }
    }

    private static func estimate(
        _ statistic: Statistic, _ personas: Int, _ resampling: ClusterResampling, _ random: inout RandomStream
    ) -> Estimate? {
        var sums = ClusterSums(columns: ["sum", "count"])
        var (first, second) = (TurnSurvival(), TurnSurvival())
        for persona in 0..<personas {
            let cluster = ClusterKey("persona \(persona)")
            let effect = normal(&random)
            let hazard = hazards[Int(random.next() % 4)]
            for _ in 0..<(2 + random.next() % 4) {
                switch statistic {
                case .mean:
                    sums.add(5 + effect + normal(&random), to: 0, of: cluster)
                    sums.add(1, to: 1, of: cluster)
                case .ratio:
                    let lines = 3 + Int(random.next() % 10)
                    sums.add(Double((0..<lines).count { _ in random.uniform() < hazard }), to: 0, of: cluster)
                    sums.add(Double(lines), to: 1, of: cluster)
                case .restrictedMean, .pairedDifference:
                    first.add(life(hazard, &random), of: cluster)
                    second.add(life(gain * hazard, &random), of: cluster)
                }
            }
        }
        switch statistic {
        case .mean, .ratio:
            return resampling.totals(of: sums).ratio("sum", over: "count")
        case .restrictedMean:
            return SurvivalCurve(first, horizon: horizon, resampling).restrictedMean
        case .pairedDifference:
            let row = SurvivalPair(first, second, horizon: horizon, resampling)?.mean("x", "x", [])
            guard let row, case .estimate(let difference, _, _) = row.cells[2] else { return nil }
            return difference
        }
    }

    private static func normal(_ random: inout RandomStream) -> Double { random.normal(logarithm: { log($0) }, cosine: { cos($0) }) }

    static func life(_ hazard: Double, _ random: inout RandomStream) -> (turn: Int, isEvent: Bool) {
        let end = 4 + Int(random.next() % 9)
        let failed = (1...end).first { _ in random.uniform() < hazard }
        return (failed ?? end, failed != nil)
    }

    /// Two runs that fail at the same pace, over other personas or over the same ones: how often a test at the level of .05 sees a difference.
    @Test(arguments: [true, false])
    func `the log-rank test with clusters is wrong as often as it says, and the plain one is not`(samePersonas: Bool) {
        let repetitions = Self.isSlow ? 2_000 : 120
        var (plain, clustered) = (0, 0)
        for repetition in 0..<repetitions {
            var random = RandomKey(seed: 31, step: repetition, purpose: .text).stream
            var (first, second) = (TurnSurvival(), TurnSurvival())
            for persona in 0..<(Self.isSlow ? 60 : 40) {
                let hazards = [Self.hazards[Int(random.next() % 4)], Self.hazards[Int(random.next() % 4)]]
                for _ in 0..<(2 + random.next() % 7) {
                    first.add(Self.life(hazards[0], &random), of: ClusterKey("\(persona)"))
                    second.add(
                        Self.life(hazards[samePersonas ? 0 : 1], &random), of: ClusterKey(samePersonas ? "\(persona)" : "other \(persona)"))
                }
            }
            if LogRank([first.table, second.table]).p < 0.05 { plain += 1 }
            if ClusteredLogRank(first, second).p < 0.05 { clustered += 1 }
        }
        let shares = (plain: Double(plain) / Double(repetitions), clustered: Double(clustered) / Double(repetitions))
        if Self.isSlow {
            print("false alarms at .05, \(samePersonas ? "same" : "other") personas: plain \(shares.plain), clustered \(shares.clustered)")
        }
        #expect((Self.isSlow ? 0.035...0.07 : 0...0.12).contains(shares.clustered), "seed 31: \(shares)")
        // Personas of their own make the plain test see differences; shared ones cancel, and it is too slow to see any.
        #expect(samePersonas ? shares.plain < 0.05 : shares.plain > 0.1, "seed 31: \(shares)")
    }
}

extension TurnSurvival {
    fileprivate mutating func add(_ life: (turn: Int, isEvent: Bool), of cluster: ClusterKey) {
        add(turn: life.turn, isEvent: life.isEvent, of: cluster)
    }
}
