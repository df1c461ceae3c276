// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Turns columns back into episodes.
struct ShardDecoder {
    private let columns: ShardColumns
    private let scenarios: [Scenario]
    private var components: [String: GoalComponent] = [:]
    private let json = JSONDecoder()

    /// Takes columns whose tables were held against each other (`ShardColumns.check`).
    /// - Throws: `.format` when a scenario cannot be decoded.
    init(_ columns: ShardColumns) throws {
        self.columns = columns
        let json = JSONDecoder()
        scenarios = try columns.scenarios.json.map { try Self.value(of: $0, with: json) }
    }

    /// All episodes, in the order they were written.
    mutating func episodes() throws -> [ScoredEpisode] {
        try (0..<columns.episodes.rows).map { try episode(at: $0) }
    }

    private mutating func episode(at row: Int) throws -> ScoredEpisode {
        let table = columns.episodes
        let turns = try Self.range(table.turnOffsets, row).map { try turn(at: $0) }
        let failure = table.failure[row].map { EpisodeFailure(boundary: $0, message: table.failureMessage[row]) }
        var episode = Episode(
            id: EpisodeID(phase: table.phase[row], step: table.step[row], group: table.groupIndex[row], rollout: table.rollout[row]),
            scenario: scenarios[table.scenario[row]], turns: turns, trace: try trace(at: row), goal: try goal(at: row),
            probes: try Self.range(table.probeOffsets, row).map { try probe(at: $0) },
            ending: Ending(reason: table.ending[row], stop: table.stop[row], failure: failure), simulatorVersion: table.simulatorVersion[row],
            samplingSeed: table.samplingSeed[row])
        let statuses = columns.statuses.status[Self.range(table.statusOffsets, row)]
        guard statuses.count == turns.count * episode.goal.components.count else {
            throw HoldfastError(.format, "episode \(episode.id) has \(statuses.count) goal statuses for \(turns.count) turns")
        }
        let verdicts = try Self.range(table.verdictOffsets, row).map { try verdict(at: $0) }
        episode.goalVerdicts = verdicts.filter { Criterion.isOfGoal($0.criterion) }
        return ScoredEpisode(
            episode: episode, verdicts: verdicts,
            scores: Self.range(table.scoreOffsets, row).map(score), reward: table.reward[row])
    }

    private func trace(at row: Int) throws -> TokenTrace {
        let range = Self.range(columns.episodes.tokenOffsets, row)
        return try TokenTrace(
            ids: Array(columns.tokens.id[range]), logprobs: Array(columns.tokens.logprob[range]),
            storedModelLogprobs: Array(columns.tokens.modelLogprob[range]),
            mask: Array(columns.tokens.mask[range]), turn: Array(columns.tokens.turn[range]))
    }

    private func turn(at row: Int) throws -> Turn {
        let table = columns.turns
        guard table.tokenStart[row] <= table.tokenEnd[row] else {
            throw HoldfastError(.format, "turn \(row) ends before it starts in the token columns")
        }
        return Turn(
            index: table.index[row], seat: table.seat[row], text: table.text[row],
            acts: Self.range(table.actOffsets, row).map(act), toolCalls: try Self.range(table.toolCallOffsets, row).map(toolCall),
            finish: table.finish[row], tokens: table.tokenStart[row]..<table.tokenEnd[row])
    }

    private func act(at row: Int) -> DialogueAct {
        DialogueAct(
            columns.acts.kind[row], attribute: columns.acts.attribute[row].map { Attribute($0) }, value: columns.acts.value[row],
            intent: columns.acts.intent[row])
    }

    private func toolCall(at row: Int) throws -> ToolCall {
        ToolCall(
            name: columns.toolCalls.name[row], arguments: try Self.value(of: columns.toolCalls.arguments[row], with: json),
            result: columns.toolCalls.result[row], isError: columns.toolCalls.isError[row])
    }

    private func probe(at row: Int) throws -> ProbeRecord {
        let tokens = Self.range(columns.probes.tokenOffsets, row)
        return ProbeRecord(
            turn: columns.probes.turn[row], attribute: Attribute(columns.probes.attribute[row]),
            question: columns.probes.question[row], answer: columns.probes.answer[row], start: columns.probes.start[row],
            trace: try TokenTrace(
                ids: Array(columns.probeTokens.id[tokens]), logprobs: Array(columns.probeTokens.logprob[tokens]),
                storedModelLogprobs: Array(columns.probeTokens.modelLogprob[tokens]),
                mask: Array(columns.probeTokens.mask[tokens]), turn: tokens.map { _ in Int32(columns.probes.turn[row]) }),
            kind: columns.probes.kind[row], options: try Self.value(of: columns.probes.options[row], with: json),
            sample: columns.probes.sample[row])
    }

    private mutating func goal(at row: Int) throws -> GoalState {
        let range = Self.range(columns.episodes.componentOffsets, row)
        let goal = try GoalState(
            components: try range.map { try component(of: columns.components.definition[$0]) },
            changes: Self.range(columns.episodes.changeOffsets, row).map(change),
            rejected: Self.range(columns.episodes.rejectionOffsets, row).map(rejection),
            applies: Array(columns.components.applies[range]))
        guard goal.statuses == Array(columns.components.status[range]) else {
            throw HoldfastError(.format, "the goal changes of an episode do not lead to the statuses that are stored for its end")
        }
        return goal
    }

    private mutating func component(of definition: String) throws -> GoalComponent {
        if let component = components[definition] { return component }
        let component: GoalComponent = try Self.value(of: definition, with: json)
        components[definition] = component
        return component
    }

    private func change(at row: Int) -> StatusChange {
        let table = columns.changes
        return StatusChange(
            component: table.component[row], from: table.from[row], to: table.to[row], turn: table.turn[row], reason: table.reason[row],
            judge: table.judge[row])
    }

    private func rejection(at row: Int) -> RejectedProposal {
        let table = columns.rejections
        let proposal = StatusProposal(
            component: table.component[row], status: table.status[row], turn: table.turn[row], reason: table.reason[row],
            judge: table.judge[row])
        return RejectedProposal(proposal: proposal, reason: table.cause[row])
    }

    private func verdict(at row: Int) throws -> Verdict {
        let table = columns.verdicts
        let places = try Self.range(table.placeOffsets, row).map { place in
            let (start, end) = (columns.places.start[place], columns.places.end[place])
            guard start <= end else { throw HoldfastError(.format, "place \(place) of a verdict ends before it starts") }
            return start..<end
        }
        return Verdict(
            criterion: table.criterion[row], outcome: table.outcome[row], turn: table.turn[row] < 0 ? nil : table.turn[row],
            evidence: table.evidence[row], places: places, judge: table.judge[row], abstention: table.abstention[row],
            calls: Self.range(table.callOffsets, row).map(call))
    }

    private func call(at row: Int) -> JudgeCall {
        let table = columns.judgeCalls
        return JudgeCall(
            judge: table.judge[row], outcome: table.outcome[row], promptHash: table.promptHash[row], reply: table.reply[row],
            promptTokens: table.promptTokens[row], completionTokens: table.completionTokens[row])
    }

    private func score(at row: Int) -> Score {
        let table = columns.scores
        return Score(table.name[row], table.value[row], turn: table.turn[row] < 0 ? nil : table.turn[row])
    }

    private static func range(_ offsets: [Int], _ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

    private static func value<Value: Decodable>(of text: String, with json: JSONDecoder) throws -> Value {
        do {
            return try json.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw HoldfastError(.format, "a stored \(Value.self) cannot be decoded", cause: error)
        }
    }
}
