// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import HoldfastRewards

/// Scored episodes like those of a training, made without a model: dialogues of the agenda user, each with tokens of its own.
struct BenchmarkEpisodes {
    private let made: AgendaEpisodes

    init(seed: UInt64 = 7) async throws {
        made = try await AgendaEpisodes(scenarios: 64, seed: seed)
    }

    /// Episodes of one step, eight a scenario. Scenarios of different steps are different ones.
    func episodes(step: Int, count: Int) throws -> [ScoredEpisode] {
        try made.episodes(step: step, count: count).enumerated().map { index, bare in
            var random = RandomKey(seed: UInt64(step), group: index, purpose: .selection).stream
            var episode = bare.episode
            episode.scenario.id += "-\(step)-\(index / 512)"
            episode.trace = try Self.trace(of: &episode, random: &random)
            return made.scorer.score(episode)
        }
    }

    /// A prompt of 120 tokens, and for each line about as many as its words have parts.
    private static func trace(of episode: inout Episode, random: inout RandomStream) throws -> TokenTrace {
        // Few tokens are frequent, most are rare.
        func tokens(_ count: Int) -> [Int32] { (0..<count).map { _ in Int32(4_096 * pow(random.uniform(), 3)) } }
        var trace = TokenTrace()
        trace.appendGiven(tokens(120), turn: -1)
        for place in episode.turns.indices {
            let turn = episode.turns[place]
            let start = trace.count
            let line = tokens(turn.text.utf8.count / 3 + 2)
            if turn.seat == .user {
                try trace.appendSampled(line, logprobs: line.map { _ in Float(log(1 - random.uniform())) }, turn: turn.index)
            } else {
                trace.appendGiven(line, turn: turn.index)
            }
            episode.turns[place].tokens = start..<trace.count
        }
        return trace
    }
}
