// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

/// How often a drift is claimed where there is none, and how often its level and half-life are held where there is one.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] != nil, "set HOLDFAST_SLOW=1"))
struct SaturationCoverageTests {
    private static let repetitions = 200

    /// What sixty personas with four dialogues of six to twelve lines each say; each persona contradicts itself more or less than the mean.
    private static func reading(_ repetition: Int, _ rate: (Int) -> Double) -> DriftReading? {
        var random = RandomKey(seed: 32, step: repetition, purpose: .text).stream
        var table = LineDrift()
        for persona in 0..<60 {
            let factor = 0.5 + random.uniform()
            for _ in 0..<4 {
                let lines = (0..<(6 + Int(random.next() % 7))).map { line in
                    LineOutcomes.Line(decided: 1, failed: random.uniform() < factor * rate(line) ? 1 : 0)
                }
                table.add(lines, of: ClusterKey("persona \(persona)"), isWhole: true)
            }
        }
        let plan = BootstrapPlan(replicates: 400, seed: UInt64(repetition))
        return DriftReading(.promptToLine, table, horizon: 12, ClusterResampling(plan: plan))
    }

    @Test func `a rate is rarely claimed where nothing drifts`() throws {
        var (levels, rates) = (0, 0)
        for repetition in 0..<Self.repetitions {
            let fit = try #require(Self.reading(repetition) { _ in 0.15 }).saturationByTurn
            if fit.levelAbsence == nil { levels += 1 }
            if fit.rateAbsence == nil { rates += 1 }
        }
        print("no drift: a level is claimed in \(levels), a rate in \(rates) of \(Self.repetitions)")
        #expect(Double(rates) / Double(Self.repetitions) < 0.08)
    }

    @Test func `level and half-life of a drift are held`() throws {
        var (shown, level, halfLife) = (0, 0, 0)
        for repetition in 0..<Self.repetitions {
            let reading = try #require(Self.reading(repetition) { 0.4 - 0.35 * exp2(-Double($0) / 2) })
            let fit = reading.saturationByTurn
            guard fit.rateAbsence == nil, let levels = reading.estimate(.level, observations: 1),
                let halfLives = reading.estimate(.halfLife, observations: 1)
            else { continue }
            shown += 1
            if !levels.excludes(0.4) { level += 1 }
            if !halfLives.excludes(2) { halfLife += 1 }
        }
        print("drift: shown in \(shown) of \(Self.repetitions), level held in \(level), half-life in \(halfLife)")
        #expect(Double(shown) / Double(Self.repetitions) > 0.9)
        #expect(Double(level) / Double(shown) > 0.9 && Double(halfLife) / Double(shown) > 0.9)
    }
}
