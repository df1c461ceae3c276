// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Counts what episodes there are.
struct EpisodeCensus: Sendable {
    private var size = AnalysisSize()
    private var personas: Set<UInt64> = []
    private var scenarios: Set<UInt64> = []
    private var seeds: Set<UInt64> = []
    private var phases: Set<String> = []
    private var steps: ClosedRange<Int>?

    mutating func add(_ stored: StoredEpisode) {
        let episode = stored.episode
        personas.insert(StableHash.of(episode.scenario.subject))
        scenarios.insert(StableHash.of(episode.scenario.id))
        seeds.insert(episode.samplingSeed)
        phases.insert(episode.id.phase)
        steps = min(steps?.lowerBound ?? .max, episode.id.step)...max(steps?.upperBound ?? .min, episode.id.step)
        size.episodes += 1
        if episode.ending.failure != nil { size.failures += 1 }
        size.lines += episode.turns.count { $0.seat == .user }
        size.verdicts += stored.scored.verdicts.count
        size.abstentions += stored.scored.verdicts.count { $0.outcome == .abstain }
    }

    mutating func merge(_ other: EpisodeCensus) {
        personas.formUnion(other.personas)
        scenarios.formUnion(other.scenarios)
        seeds.formUnion(other.seeds)
        phases.formUnion(other.phases)
        if let range = other.steps {
            steps = min(steps?.lowerBound ?? .max, range.lowerBound)...max(steps?.upperBound ?? .min, range.upperBound)
        }
        size.episodes += other.size.episodes
        size.failures += other.size.failures
        size.lines += other.size.lines
        size.verdicts += other.size.verdicts
        size.abstentions += other.size.abstentions
    }

    /// What there is, in numbers.
    var total: AnalysisSize {
        var total = size
        total.personas = personas.count
        total.scenarios = scenarios.count
        total.seeds = seeds.count
        total.phases = phases.sorted()
        total.firstStep = steps?.lowerBound ?? 0
        total.lastStep = steps?.upperBound ?? 0
        return total
    }
}
