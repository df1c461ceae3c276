// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Turns columns back into episodes.
///
/// A class, so that the closures in it hold one reference and not each of its columns.
final class ShardDecoder: Sendable {
    private let columns: ShardColumns
    private let cache: DialogueCache
    private let hasTokens: Bool
    private let json = JSONDecoder()

    /// Takes columns whose tables were held against each other (`ShardColumns.check`).
    /// - Parameters:
    ///   - cache: what is decoded once for many shards.
    ///   - hasTokens: false where the columns are those of `ShardColumns.exchangeDialogues(with:)` or `exchangeJudgedDialogues(with:)` alone.
    init(_ columns: ShardColumns, cache: DialogueCache = DialogueCache(), hasTokens: Bool = true) {
        self.columns = columns
        self.cache = cache
        self.hasTokens = hasTokens
    }

    /// Number of episodes.
    var count: Int { columns.episodes.rows }

    /// All episodes, in the order they were written.
    /// - Throws: `.format` where one cannot be decoded.
    func episodes() throws -> [ScoredEpisode] { try (0..<count).map { try scored(at: $0) } }

    /// One episode with what was said about it; without tokens where there are none in the columns.
    /// - Throws: `.format` where it cannot be decoded.
    func scored(at row: Int) throws -> ScoredEpisode {
        var episode = try episode(at: row)
        let statuses = Self.range(columns.episodes.statusOffsets, row).count
        guard !hasTokens || statuses == episode.turns.count * episode.goal.components.count else {
            throw HoldfastError(.format, "episode \(episode.id) has \(statuses) goal statuses for \(episode.turns.count) turns")
        }
        let verdicts = Self.range(columns.episodes.verdictOffsets, row).map(columns.judgements.verdict)
        episode.goalVerdicts = verdicts.filter { Criterion.isOfGoal($0.criterion) }
        return ScoredEpisode(
            episode: episode, verdicts: verdicts,
            scores: Self.range(columns.episodes.scoreOffsets, row).map(columns.judgements.score), reward: columns.episodes.reward[row])
    }

    /// One episode; without tokens where there are none in the columns.
    /// - Throws: `.format` where it cannot be decoded.
    func episode(at row: Int) throws -> Episode {
        let failure = columns.episodes.failure[row].map { EpisodeFailure(boundary: $0, message: columns.episodes.failureMessage[row]) }
        return Episode(
            id: columns.episodes.id(at: row),
            scenario: try cache.scenario(of: columns.scenarios.json[columns.episodes.scenario[row]], with: json),
            turns: try Self.range(columns.episodes.turnOffsets, row).map { try turn(at: $0) }, trace: try trace(at: row), goal: try goal(at: row),
            probes: try Self.range(columns.episodes.probeOffsets, row).map { try probe(at: $0) },
            ending: Ending(reason: columns.episodes.ending[row], stop: columns.episodes.stop[row], failure: failure),
            simulatorVersion: columns.episodes.simulatorVersion[row],
            samplingSeed: columns.episodes.samplingSeed[row])
    }

    private func trace(at row: Int) throws -> TokenTrace {
        guard hasTokens else { return TokenTrace() }
        let range = Self.range(columns.episodes.tokenOffsets, row)
        return try TokenTrace(
            ids: Array(columns.tokens.id[range]), logprobs: Array(columns.tokens.logprob[range]),
            storedModelLogprobs: Array(columns.tokens.modelLogprob[range]),
            mask: Array(columns.tokens.mask[range]), turn: Array(columns.tokens.turn[range]))
    }

    private func turn(at row: Int) throws -> Turn {
        Turn(
            index: columns.turns.index[row], seat: columns.turns.seat[row], text: columns.turns.text[row],
            acts: Self.range(columns.turns.actOffsets, row).map(act), toolCalls: try Self.range(columns.turns.toolCallOffsets, row).map(toolCall),
            finish: columns.turns.finish[row], tokens: hasTokens ? columns.turns.tokenStart[row]..<columns.turns.tokenEnd[row] : 0..<0)
    }

    private func act(at row: Int) -> DialogueAct {
        DialogueAct(
            columns.acts.kind[row], attribute: columns.acts.attribute[row].map { Attribute($0) }, value: columns.acts.value[row],
            intent: columns.acts.intent[row])
    }

    private func toolCall(at row: Int) throws -> ToolCall {
        ToolCall(
            name: columns.toolCalls.name[row], arguments: try arguments(of: columns.toolCalls.arguments[row]),
            result: columns.toolCalls.result[row], isError: columns.toolCalls.isError[row])
    }

    /// A JSON object of texts; Foundation takes several times as long for one, and there are many.
    private func arguments(of text: String) throws -> [String: String] {
        let value = try? AnyJSON(parsing: Array(text.utf8))
        guard let members = value?.object else { throw HoldfastError(.format, "the stored arguments of a tool call are no JSON object") }
        return try members.mapValues { member in
            guard case .string(let text) = member else { throw HoldfastError(.format, "a stored argument of a tool call is no text") }
            return text
        }
    }

    private func probe(at row: Int) throws -> ProbeRecord {
        let options = columns.probes.options[row]
        return ProbeRecord(
            turn: columns.probes.turn[row], attribute: Attribute(columns.probes.attribute[row]),
            question: columns.probes.question[row], answer: columns.probes.answer[row], start: columns.probes.start[row],
            trace: try probeTrace(at: row), kind: columns.probes.kind[row],
            // Most probes have none, and reading that takes longer than all the rest.
            options: options == "[]" ? [] : try DialogueCache.value(of: options, with: json), sample: columns.probes.sample[row])
    }

    private func probeTrace(at row: Int) throws -> TokenTrace {
        guard hasTokens else { return TokenTrace() }
        let tokens = Self.range(columns.probes.tokenOffsets, row)
        return try TokenTrace(
            ids: Array(columns.probeTokens.id[tokens]), logprobs: Array(columns.probeTokens.logprob[tokens]),
            storedModelLogprobs: Array(columns.probeTokens.modelLogprob[tokens]),
            mask: Array(columns.probeTokens.mask[tokens]), turn: tokens.map { _ in Int32(columns.probes.turn[row]) })
    }

    private func goal(at row: Int) throws -> GoalState {
        let range = Self.range(columns.episodes.componentOffsets, row)
        let goal = try GoalState(
            components: try range.map { try cache.component(of: columns.components.definition[$0], with: json) },
            changes: Self.range(columns.episodes.changeOffsets, row).map(change),
            rejected: Self.range(columns.episodes.rejectionOffsets, row).map(rejection),
            applies: Array(columns.components.applies[range]))
        guard goal.statuses == Array(columns.components.status[range]) else {
            throw HoldfastError(.format, "the goal changes of an episode do not lead to the statuses that are stored for its end")
        }
        return goal
    }

    private func change(at row: Int) -> StatusChange {
        return StatusChange(
            component: columns.changes.component[row], from: columns.changes.from[row], to: columns.changes.to[row], turn: columns.changes.turn[row],
            reason: columns.changes.reason[row],
            judge: columns.changes.judge[row])
    }

    private func rejection(at row: Int) -> RejectedProposal {
        let proposal = StatusProposal(
            component: columns.rejections.component[row], status: columns.rejections.status[row], turn: columns.rejections.turn[row],
            reason: columns.rejections.reason[row],
            judge: columns.rejections.judge[row])
        return RejectedProposal(proposal: proposal, reason: columns.rejections.cause[row])
    }

    private static func range(_ offsets: [Int], _ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}
