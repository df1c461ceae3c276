// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// The episodes of a trajectory file, and what a reader must know of them.
public struct TauBenchEpisodes: Sendable {
    /// What the scenarios say about where they come from.
    public static let source = "tau-bench"
    /// The lines that a user can have had: the benchmark's limit of steps.
    public static let mostUserTurns = 30

    /// One per record, with the benchmark's reward as its reward.
    public private(set) var episodes: [ScoredEpisode] = []
    /// Trials that repeat the number of an earlier one of their task and got the next free one.
    public private(set) var renumbered = 0
    /// Texts of agents beside calls of tools, which their users did not hear.
    public private(set) var unheard = 0
    /// Records without a task, of which no other record says it either: their users' instructions are unknown.
    public private(set) var withoutTask = 0

    private var groups: [String: Int] = [:]
    private var trials: Set<[Int]> = []

    /// Turns records into episodes.
    /// - Parameter phase: what the episodes of this file are called. With task and trial it names the episode.
    public init(_ records: [TauBenchRecord], phase: String) {
        // A trial that failed lacks its task, which the others of the task have.
        var briefs: [String: TauBenchTask] = [:]
        var domains: [String: String] = [:]
        for record in records {
            if let brief = record.brief, briefs[record.task] == nil { briefs[record.task] = brief }
            if let domain = record.domain, domains[record.task] == nil { domains[record.task] = domain }
        }
        let common = Dictionary(grouping: domains.values) { $0 }.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
        numberGroups(records)
        for record in records {
            let brief = record.brief ?? briefs[record.task]
            if brief == nil { withoutTask += 1 }
            let domain = record.domain ?? domains[record.task] ?? common
            let scenario = TauBenchScenario(task: record.task, brief: brief, domain: domain ?? TauBenchEpisodes.source)
            episodes.append(episode(record, scenario, phase: phase))
        }
    }

    /// Tasks with whole numbers keep them; others are counted behind the highest.
    private mutating func numberGroups(_ records: [TauBenchRecord]) {
        var next = (records.compactMap { Int($0.task) }.max() ?? -1) &+ 1
        for record in records where groups[record.task] == nil {
            if let number = Int(record.task) {
                groups[record.task] = number
            } else {
                groups[record.task] = next
                next &+= 1
            }
        }
    }

    private mutating func place(_ record: TauBenchRecord) -> (group: Int, rollout: Int) {
        let group = groups[record.task, default: 0]
        var trial = record.trial ?? 0
        if trials.contains([group, trial]) {
            if record.trial != nil { renumbered += 1 }
            while trials.contains([group, trial]) { trial &+= 1 }
        }
        trials.insert([group, trial])
        return (group, trial)
    }

    private mutating func episode(_ record: TauBenchRecord, _ scenario: TauBenchScenario, phase: String) -> ScoredEpisode {
        let dialogue = TauBenchDialogue(record.messages)
        unheard += dialogue.unheard
        let isFulfilled = record.reward.map { $0 >= 1 - 1e-6 }
        let state = scenario.goal.state(after: dialogue.turns, isFulfilled: isFulfilled == true)
        var ending = Ending(reason: .failure, stop: nil, failure: record.failure)
        if record.failure == nil {
            let reason = record.reason(dialogue)
            let stop = TauBenchStop(goal: scenario.goal, turns: dialogue.turns, state: state, isFulfilled: isFulfilled)
            ending = Ending(reason: reason, stop: stop.decision(reason))
        }
        let (group, rollout) = place(record)
        let episode = Episode(
            id: EpisodeID(phase: phase, step: 0, group: group, rollout: rollout), scenario: scenario.scenario, turns: dialogue.turns,
            trace: TokenTrace(), goal: state, probes: [], ending: ending, simulatorVersion: 0, samplingSeed: 0)
        var scores: [Score] = []
        if record.failure == nil {
            scores.append(Score(MetricName.outcomeSuccess, isFulfilled.map { $0 ? 1 : 0 }))
            scores += record.rewardParts.sorted { $0.key < $1.key }.map { Score(MetricName.imported($0.key), $0.value) }
        }
        if let cost = record.userCost { scores.append(Score(MetricName.imported("user_cost"), cost)) }
        return ScoredEpisode(episode: episode, scores: scores, reward: record.failure == nil ? record.reward : nil)
    }
}

extension TauBenchRecord {
    /// Why it ended: what the file says, else what the last messages show.
    fileprivate func reason(_ dialogue: TauBenchDialogue) -> EndingReason {
        if dialogue.userStopped { return .userStop }
        if let ending { return ending }
        return dialogue.lastTool.hasPrefix("transfer_to_human") && dialogue.turns.last?.toolCalls.isEmpty == false ? .agentStop : .turnLimit
    }

    /// The benchmark's domain, by the tools that are called or expected and by what the agent was told; nil where nothing tells.
    fileprivate var domain: String? {
        let tools = Set(messages.flatMap { $0.calls.map(\.name) } + (brief?.actions.map(\.name) ?? []))
        if !tools.isDisjoint(with: Self.retailTools) { return "\(TauBenchEpisodes.source)-retail" }
        if !tools.isDisjoint(with: Self.airlineTools) { return "\(TauBenchEpisodes.source)-airline" }
        let told = messages.first { $0.role == .system }?.content.lowercased() ?? ""
        for domain in ["retail", "airline", "telecom"] where told.contains("\(domain) agent") { return "\(TauBenchEpisodes.source)-\(domain)" }
        return nil
    }

    private static let retailTools: Set<String> = [
        "cancel_pending_order", "exchange_delivered_order_items", "find_user_id_by_email", "find_user_id_by_name_zip", "get_order_details",
        "get_product_details", "list_all_product_types", "modify_pending_order_address", "modify_pending_order_items",
        "modify_pending_order_payment", "modify_user_address", "return_delivered_order_items",
    ]
    private static let airlineTools: Set<String> = [
        "book_reservation", "cancel_reservation", "get_reservation_details", "list_all_airports", "search_direct_flight", "search_onestop_flight",
        "send_certificate", "update_reservation_baggages", "update_reservation_flights", "update_reservation_passengers",
    ]
}
