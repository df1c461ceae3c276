// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct ClusterBootstrapTests {
    @Test func theMeanIsExactAndTheIntervalHoldsIt() throws {
        let bootstrap = ClusterBootstrap(clusters: ["a", "a", "b", "c"], plan: BootstrapPlan(replicates: 400))
        let estimate = try #require(bootstrap.mean(of: [1, 2, 3, nil]))
        #expect(estimate.value == 2)
        #expect(estimate.observations == 3)
        let (low, high) = (try #require(estimate.low), try #require(estimate.high))
        #expect(low <= 2 && 2 <= high && 1 <= low && high <= 3)
        #expect(bootstrap.mean(of: [nil, nil, nil, nil]) == nil)
    }

    @Test func oneClusterHasNoInterval() throws {
        let estimate = try #require(ClusterBootstrap(clusters: ["a", "a"]).mean(of: [1, 3]))
        #expect(estimate == Estimate(value: 2, observations: 2))
    }

    @Test func noObservationsHaveNoEstimate() {
        #expect(ClusterBootstrap(clusters: []).mean(of: []) == nil)
    }

    @Test func theSeedDecides() {
        let values = (0..<30).map { Optional(Double($0 * $0 % 17)) }
        let clusters = (0..<30).map { "\($0 / 3)" }
        func estimate(_ seed: UInt64) -> Estimate? {
            ClusterBootstrap(clusters: clusters, plan: BootstrapPlan(replicates: 200, seed: seed)).mean(of: values)
        }
        #expect(estimate(1) == estimate(1))
        #expect(estimate(1) != estimate(2))
    }

    /// Two clusters of constant value: the mean of a resample is 0, 1/2 or 1 with chances 1/4, 1/2, 1/4.
    @Test func clustersAreWhatIsDrawn() throws {
        let bootstrap = ClusterBootstrap(clusters: ["a", "a", "b", "b"], plan: BootstrapPlan(replicates: 4_000, level: 0.4))
        let middle = try #require(bootstrap.mean(of: [0, 0, 1, 1]))
        // The 30 % and 70 % quantiles lie on the middle value, the 20 % and 80 % ones on the outer.
        #expect(middle.low == 0.5 && middle.high == 0.5)
        let wide = ClusterBootstrap(clusters: ["a", "a", "b", "b"], plan: BootstrapPlan(replicates: 4_000, level: 0.6))
        let outer = try #require(wide.mean(of: [0, 0, 1, 1]))
        #expect(outer.low == 0 && outer.high == 1)
    }

    /// Personas differ by a normal effect, dialogues by another: a 95 % interval over 20 personas must hold the truth about that often.
    @Test(arguments: BootstrapPlan.Method.allCases)
    func intervalsHoldTheTruthAboutAsOftenAsTheySay(method: BootstrapPlan.Method) {
        let seed: UInt64 = 11
        var random = RandomKey(seed: seed, purpose: .text).stream
        func normal() -> Double { random.normal(logarithm: { log($0) }, cosine: { cos($0) }) }
        var held = 0
        let trials = 120
        for trial in 0..<trials {
            var clusters: [String] = []
            var values: [Double?] = []
            for persona in 0..<20 {
                let effect = normal()
                for _ in 0..<3 {
                    clusters.append("\(persona)")
                    values.append(5 + effect + 0.5 * normal())
                }
            }
            let plan = BootstrapPlan(replicates: 200, method: method, seed: UInt64(trial))
            if let estimate = ClusterBootstrap(clusters: clusters, plan: plan).mean(of: values), !estimate.excludes(5) { held += 1 }
        }
        // Over single dialogues it would be about 0.75.
        #expect((0.87...1).contains(Double(held) / Double(trials)), "seed \(seed): held \(held) of \(trials)")
    }
}
