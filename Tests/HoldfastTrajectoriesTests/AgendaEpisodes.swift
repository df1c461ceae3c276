// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards

/// Episodes of the agenda user in the bundled domains, made without a model, with mistakes put in.
struct AgendaEpisodes {
    let catalog: DomainCatalog
    let scorer: EpisodeScorer
    private let bases: [Episode]
    private let lines: [String]
    private let trace: TokenTrace

    /// - Parameter scenarios: distinct scenarios, each with a dialogue of its own.
    init(scenarios: Int, seed: UInt64) async throws {
        let catalog = try DomainCatalog.bundled(seed: seed)
        let agenda = AgendaDialogues(catalog: catalog)
        let judge = LedgerGoalJudge { catalog.lexicon(for: $0) }
        var bases: [Episode] = []
        for scenario in try ScenarioGenerator(seed: seed, catalog: catalog).scenarios(split: .train, count: scenarios) {
            bases.append(try await Self.followed(try await agenda.dialogue(for: scenario), scenario: scenario, judge: judge))
        }
        var trace = TokenTrace()
        trace.appendGiven((0..<200).map { Int32($0 * 7 % 2048) }, turn: -1)
        var stream = RandomKey(seed: seed, purpose: .text).stream
        let logprobs = (0..<200).map { _ in -Float(stream.next() % 4096) / 1024 }
        try trace.appendSampled((0..<200).map { _ in Int32(stream.next() % 2048) }, logprobs: logprobs, turn: 1)
        self.catalog = catalog
        self.bases = bases
        self.trace = trace
        lines = bases.flatMap { $0.userTurns.map(\.text) }
        scorer = EpisodeScorer(lexicon: { catalog.lexicon(for: $0) })
    }

    /// Whose dialogues they are.
    var scenarios: [Scenario] { bases.map(\.scenario) }

    /// Episodes of one shard: eight rollouts a scenario, in each of which a line may be another dialogue's.
    func episodes(step: Int, count: Int) -> [ScoredEpisode] {
        (0..<count).map { index in
            var stream = RandomKey(seed: UInt64(step), group: index, purpose: .text).stream
            var episode = bases[(step * count / 8 + index / 8) % bases.count]
            episode.id = EpisodeID(phase: "train", step: step, group: index / 8, rollout: index % 8)
            episode.trace = trace
            if let place = episode.turns.indices.filter({ episode.turns[$0].seat == .user }).randomElement(using: &stream), stream.next() % 2 == 0 {
                episode.turns[place].text = stream.pick(lines) ?? ""
            }
            return ScoredEpisode(episode: episode)
        }
    }

    /// The dialogue as an episode, judged turn by turn as a driver does.
    private static func followed(_ turns: [Turn], scenario: Scenario, judge: LedgerGoalJudge) async throws -> Episode {
        var state = GoalState(components: scenario.goal.components)
        for count in turns.indices.map({ $0 + 1 }) {
            let judgement = await judge.judge(GoalJudgeContext(scenario: scenario, turns: Array(turns.prefix(count)), state: state))
            for id in judgement.activations { state.activate(id) }
            for proposal in judgement.proposals { state.apply(proposal) }
        }
        let stops = turns.last?.finish == .endOfDialogue
        return Episode(
            id: EpisodeID(phase: "agenda", step: 0, group: 0, rollout: 0), scenario: scenario, turns: turns, trace: TokenTrace(), goal: state,
            probes: [],
            ending: stops ? Ending(reason: .userStop, stop: state.isFinished ? .correct : .premature) : Ending(reason: .agentStop, stop: .cutOff),
            simulatorVersion: 0, samplingSeed: 0)
    }
}
