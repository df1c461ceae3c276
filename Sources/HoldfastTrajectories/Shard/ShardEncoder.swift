// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Turns episodes into columns.
struct ShardEncoder {
    private(set) var columns = ShardColumns()
    private var scenarioRows: [Scenario: Int] = [:]
    /// The JSON of each component: the rollouts of a scenario have the same ones.
    private var definitions: [GoalComponent: String] = [:]
    /// The scenario and the goal before: rollouts of one scenario come together, and hashing either takes longer than all the rest.
    private var newest: (scenario: Scenario, row: Int)?
    private var newestGoal: (components: [GoalComponent], definitions: [String]) = ([], [])
    private let json: JSONEncoder

    init() {
        json = JSONEncoder()
        // Sorted, so that equal episodes make equal bytes.
        json.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Appends one episode.
    /// - Throws: `.store` where a value has no place in the schema, such as a negative turn.
    mutating func append(_ scored: ScoredEpisode) throws {
        let episode = scored.episode
        let scenario = try row(of: episode.scenario)
        append(episode.trace)
        for turn in episode.turns { append(turn) }
        try append(episode.goal, turns: episode.turns)
        let judged = scored.verdicts.contains { Criterion.isOfGoal($0.criterion) } ? [] : episode.goalVerdicts
        for verdict in scored.verdicts + judged { try columns.judgements.append(verdict) }
        for score in scored.scores { try columns.judgements.append(score) }
        for probe in episode.probes { append(probe) }
        append(episode, scenario: scenario, reward: scored.reward)
    }

    private mutating func append(_ episode: Episode, scenario: Int, reward: Double?) {
        columns.episodes.phase.append(episode.id.phase)
        columns.episodes.step.append(episode.id.step)
        columns.episodes.groupIndex.append(episode.id.group)
        columns.episodes.rollout.append(episode.id.rollout)
        columns.episodes.scenario.append(scenario)
        columns.episodes.simulatorVersion.append(episode.simulatorVersion)
        columns.episodes.samplingSeed.append(episode.samplingSeed)
        columns.episodes.reward.append(reward)
        columns.episodes.ending.append(episode.ending.reason)
        columns.episodes.stop.append(episode.ending.stop)
        columns.episodes.failure.append(episode.ending.failure?.boundary)
        columns.episodes.failureMessage.append(episode.ending.failure?.message ?? "")
        columns.episodes.tokenOffsets.append(columns.tokens.rows)
        columns.episodes.turnOffsets.append(columns.turns.rows)
        columns.episodes.componentOffsets.append(columns.components.rows)
        columns.episodes.statusOffsets.append(columns.statuses.rows)
        columns.episodes.changeOffsets.append(columns.changes.rows)
        columns.episodes.rejectionOffsets.append(columns.rejections.rows)
        columns.episodes.verdictOffsets.append(columns.judgements.verdicts.rows)
        columns.episodes.scoreOffsets.append(columns.judgements.scores.rows)
        columns.episodes.probeOffsets.append(columns.probes.rows)
    }

    private mutating func row(of scenario: Scenario) throws -> Int {
        if let newest, newest.scenario == scenario { return newest.row }
        let row = try scenarioRows[scenario] ?? appendRow(of: scenario)
        newest = (scenario, row)
        return row
    }

    private mutating func appendRow(of scenario: Scenario) throws -> Int {
        let row = columns.scenarios.rows
        columns.scenarios.json.append(try text(of: scenario))
        columns.scenarios.id.append(scenario.id)
        columns.scenarios.persona.append(scenario.persona.id)
        columns.scenarios.goal.append(scenario.goal.id)
        columns.scenarios.domain.append(scenario.domain)
        columns.scenarios.split.append(scenario.split)
        columns.scenarios.seed.append(scenario.seed)
        columns.scenarios.source.append(scenario.source)
        scenarioRows[scenario] = row
        return row
    }

    private mutating func append(_ trace: TokenTrace) {
        columns.tokens.id += trace.ids
        columns.tokens.logprob += trace.logprobs
        columns.tokens.modelLogprob += trace.storedModelLogprobs
        columns.tokens.mask += trace.mask
        columns.tokens.turn += trace.turn
    }

    private mutating func append(_ turn: Turn) {
        columns.turns.index.append(turn.index)
        columns.turns.seat.append(turn.seat)
        columns.turns.finish.append(turn.finish)
        columns.turns.text.append(turn.text)
        columns.turns.tokenStart.append(turn.tokens.lowerBound)
        columns.turns.tokenEnd.append(turn.tokens.upperBound)
        for act in turn.acts {
            columns.acts.kind.append(act.kind)
            columns.acts.attribute.append(act.attribute?.rawValue)
            columns.acts.value.append(act.value)
            columns.acts.intent.append(act.intent)
        }
        for call in turn.toolCalls {
            columns.toolCalls.name.append(call.name)
            columns.toolCalls.arguments.append(JSONText.object(call.arguments))
            columns.toolCalls.result.append(call.result)
            columns.toolCalls.isError.append(call.isError)
        }
        columns.turns.actOffsets.append(columns.acts.rows)
        columns.turns.toolCallOffsets.append(columns.toolCalls.rows)
    }

    private mutating func append(_ goal: GoalState, turns: [Turn]) throws {
        if newestGoal.components != goal.components {
            newestGoal = (goal.components, try goal.components.map { try definition(of: $0) })
        }
        columns.components.definition += newestGoal.definitions
        for (index, component) in goal.components.enumerated() {
            columns.components.id.append(component.id)
            columns.components.kind.append(component.kind)
            columns.components.status.append(goal.statuses[index])
            columns.components.applies.append(goal.applies[index])
        }
        columns.statuses.status += goal.statuses(after: turns)
        for change in goal.changes {
            columns.changes.component.append(change.component)
            columns.changes.from.append(change.from)
            columns.changes.to.append(change.to)
            columns.changes.turn.append(change.turn)
            columns.changes.reason.append(change.reason)
            columns.changes.judge.append(change.judge)
        }
        for rejection in goal.rejected {
            columns.rejections.component.append(rejection.proposal.component)
            columns.rejections.status.append(rejection.proposal.status)
            columns.rejections.turn.append(rejection.proposal.turn)
            columns.rejections.reason.append(rejection.proposal.reason)
            columns.rejections.judge.append(rejection.proposal.judge)
            columns.rejections.cause.append(rejection.reason)
        }
    }

    private mutating func definition(of component: GoalComponent) throws -> String {
        if let known = definitions[component] { return known }
        let definition = try text(of: component)
        definitions[component] = definition
        return definition
    }

    private mutating func append(_ probe: ProbeRecord) {
        columns.probes.turn.append(probe.turn)
        columns.probes.attribute.append(probe.attribute.rawValue)
        columns.probes.question.append(probe.question)
        columns.probes.answer.append(probe.answer)
        columns.probes.start.append(probe.start)
        columns.probeTokens.id += probe.trace.ids
        columns.probeTokens.logprob += probe.trace.logprobs
        columns.probeTokens.modelLogprob += probe.trace.storedModelLogprobs
        columns.probeTokens.mask += probe.trace.mask
        columns.probes.tokenOffsets.append(columns.probeTokens.rows)
        columns.probes.kind.append(probe.kind)
        columns.probes.options.append(JSONText.list(probe.options))
        columns.probes.sample.append(probe.sample)
    }

    private func text(of value: some Encodable) throws -> String {
        do {
            return String(decoding: try json.encode(value), as: UTF8.self)
        } catch {
            throw HoldfastError(.store, "a \(type(of: value)) cannot be stored as JSON; is there a number that is not finite?", cause: error)
        }
    }
}

extension GoalState {
    /// The status of every component after each turn, turn by turn.
    func statuses(after turns: [Turn]) -> [ComponentStatus] {
        var current = components.map(\.kind.initialStatus)
        var pending = changes[...]
        var matrix: [ComponentStatus] = []
        for turn in turns {
            while let change = pending.first, change.turn <= turn.index {
                if let index = index(of: change.component) { current[index] = change.to }
                pending.removeFirst()
            }
            matrix += current
        }
        return matrix
    }
}
