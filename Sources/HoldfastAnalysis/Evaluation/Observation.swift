// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One episode as the statistics see it.
struct Observation: Sendable {
    /// The cluster.
    let persona: String
    let pairing: PairingKey
    let values: [String: Double]
    let lines: [String]

    init(_ scored: ScoredEpisode, run: String) {
        let episode = scored.episode
        persona = episode.scenario.subject
        pairing = PairingKey(
            run: run, scenario: episode.scenario.id, seed: episode.samplingSeed, rollout: episode.id.rollout)
        lines = EpisodeMetrics.lines(of: episode)
        values = EpisodeMetrics.values(of: scored)
    }
}

/// What two episodes must share to be compared one to one.
struct PairingKey: Hashable, Sendable {
    var run: String
    var scenario: String
    var seed: UInt64
    var rollout: Int

    /// The key without the sampling seed, for evaluations that draw it anew each time.
    var withoutSeed: PairingKey { PairingKey(run: run, scenario: scenario, seed: 0, rollout: rollout) }
}

/// Pairs of episodes of two evaluations: by scenario and sampling seed, and where the seeds differ by scenario and rollout.
struct Pairing: Sendable {
    /// Indices into the two evaluations, in the order of the first.
    let pairs: [(before: Int, after: Int)]

    init(before: [Observation], after: [Observation]) {
        var pairs: [(before: Int, after: Int)] = []
        var freeBefore = Array(before.indices)
        var freeAfter = Array(after.indices)
        for key in [\PairingKey.self, \PairingKey.withoutSeed] {
            // Queues, so that repeats of one key are paired in their order.
            var waiting: [PairingKey: [Int]] = [:]
            for index in freeAfter.reversed() { waiting[after[index].pairing[keyPath: key], default: []].append(index) }
            var taken: Set<Int> = []
            freeBefore.removeAll { index in
                guard let partner = waiting[before[index].pairing[keyPath: key]]?.popLast() else { return false }
                pairs.append((index, partner))
                taken.insert(partner)
                return true
            }
            freeAfter.removeAll { taken.contains($0) }
        }
        self.pairs = pairs.sorted { $0.before < $1.before }
    }
}
