// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import Testing

/// Verdicts a second on one core, without a model: over dialogues of the bundled domains, some lines of which were swapped with other users' lines.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct LedgerBenchmarks {
    @Test func `the ledger path judges as fast as measured`() async throws {
        let catalog = try DomainCatalog.bundled(seed: 5)
        let episodes = try await Self.episodes(catalog: catalog, count: 400)
        let readers = Dictionary(
            uniqueKeysWithValues: catalog.domains.map { domain in (domain, catalog.lexicon(for: domain).map(LineReader.init(lexicon:))) })
        let reader: @Sendable (Episode) -> LineReader? = { readers[$0.scenario.domain] ?? nil }
        let scorer = EpisodeScorer(composition: RewardComposition(weights: .standard)) { readers[$0] ?? nil }
        let read = episodes.map { $0.userLines(reader: reader($0)) }
        let judges = episodes.map { LedgerJudge(scenario: $0.scenario) }
        let lines = read.reduce(0) { $0 + $1.count }
        print("measured: \(episodes.count) episodes, \(lines) user lines")

        let reading = Self.measure("reading", "lines") { episodes.reduce(0) { $0 + $1.userLines(reader: reader($1)).count } }
        let judging = Self.measure("judging lines read before", "verdicts") {
            zip(judges, read).reduce(0) { sum, pair in
                let verdicts = pair.1.map(pair.0.promptToLine)
                return sum + verdicts.count + pair.0.lineToLineVerdicts(pair.1, pair.0.lineToLine(pair.1)).count
            }
        }
        let both = Self.measure("reading and judging", "verdicts") {
            episodes.reduce(0) { sum, episode in
                let judge = LedgerJudge(scenario: episode.scenario)
                let lines = episode.userLines(reader: reader(episode))
                let valid = lines.map { $0.fault == nil ? VerdictOutcome.pass : .fail }
                return sum + valid.count + lines.map(judge.promptToLine).count + judge.lineToLineVerdicts(lines, judge.lineToLine(lines)).count
            }
        }
        let scoring = Self.measure("scoring whole episodes", "verdicts") { episodes.reduce(0) { $0 + scorer.score($1).verdicts.count } }
        #expect(both >= 1_000_000, "verdicts on validity, prompt and earlier lines, from the text on, a second on one core")
        for rate in [reading, judging, scoring] { #expect(rate > 0) }
    }

    /// Runs for about two seconds and prints units a second of the thread's own processor time.
    private static func measure(_ name: String, _ unit: String, _ pass: () -> Int) -> Double {
        _ = pass()
        var units = 0
        let wall = ContinuousClock.now
        let start = processorSeconds()
        repeat { units += pass() } while wall.duration(to: .now) < .seconds(2)
        let rate = Double(units) / (processorSeconds() - start)
        print("measured: \(name): \(Int(rate)) \(unit) a second, \(Int(1e9 / rate)) ns each")
        return rate
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Dialogues of the agenda user, the goals followed; every eighth user line is one from another dialogue.
    private static func episodes(catalog: DomainCatalog, count: Int) async throws -> [Episode] {
        let agenda = AgendaDialogues(catalog: catalog)
        let judge = LedgerGoalJudge { catalog.lexicon(for: $0) }
        var random = RandomKey(seed: 5, purpose: .text).stream
        var spoken: [String: [String]] = [:]
        var episodes: [Episode] = []
        for scenario in try ScenarioGenerator(seed: 5, catalog: catalog).scenarios(split: .train, count: count) {
            var turns = try await agenda.dialogue(for: scenario)
            for place in turns.indices where turns[place].seat == .user {
                let own = turns[place].text
                if random.chance(0.125), let other = random.pick(spoken[scenario.domain, default: []]) { turns[place].text = other }
                spoken[scenario.domain, default: []].append(own)
            }
            var state = GoalState(components: scenario.goal.components)
            for length in turns.indices.map({ $0 + 1 }) {
                let judgement = await judge.judge(GoalJudgeContext(scenario: scenario, turns: Array(turns.prefix(length)), state: state))
                for id in judgement.activations { state.activate(id) }
                for proposal in judgement.proposals { state.apply(proposal) }
            }
            episodes.append(
                Episode(
                    id: EpisodeID(phase: "bench", step: 0, group: 0, rollout: episodes.count), scenario: scenario, turns: turns, trace: TokenTrace(),
                    goal: state, probes: [], ending: Ending(reason: .userStop, stop: state.isFinished ? .correct : .premature),
                    simulatorVersion: 0, samplingSeed: 0))
        }
        return episodes
    }
}
