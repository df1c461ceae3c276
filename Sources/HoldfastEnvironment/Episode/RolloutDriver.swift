// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// Simulates many dialogues at once: performs what their state machines ask for, in waves.
///
/// In each wave the agents and judges of all live episodes run concurrently, then everything the simulator has to say goes into one
/// call of the model server. What comes out does not depend on how episodes are batched, because each draws from its own random keys.
public struct RolloutDriver: EpisodeSource {
    private let server: any ModelServer
    private let template: any SimulatorTemplate
    private let agents: any TaskAgentFactory
    private let judge: any GoalJudge
    private let prompt: @Sendable (Scenario) -> String
    private let lexicon: @Sendable (String) -> Lexicon?
    private let probes: ProbePlan?
    private let sampling: SamplingParameters
    private let maximumLive: Int

    /// - Parameters:
    ///   - server: where the simulator runs.
    ///   - judge: follows the goal state, turn by turn.
    ///   - prompt: the text of persona and goal that the simulator reads first.
    ///   - lexicon: the lexicon of a domain by its name.
    ///   - probes: nil asks no probes.
    ///   - sampling: how user lines are drawn; the scenario's token limit and the template's stop tokens take precedence.
    ///   - maximumLive: dialogues in flight at once, at least 1.
    public init(
        server: any ModelServer, template: any SimulatorTemplate, agents: any TaskAgentFactory, judge: any GoalJudge,
        prompt: @escaping @Sendable (Scenario) -> String, lexicon: @escaping @Sendable (String) -> Lexicon?, probes: ProbePlan? = nil,
        sampling: SamplingParameters, maximumLive: Int = 256
    ) {
        self.server = server
        self.template = template
        self.agents = agents
        self.judge = judge
        self.prompt = prompt
        self.lexicon = lexicon
        self.probes = probes
        self.sampling = sampling
        self.maximumLive = max(1, maximumLive)
    }

    /// Simulates one episode per request, in the same order. After a cancellation the unfinished ones have a failure ending with
    /// the boundary `cancelled`.
    /// - Throws: what the model server throws, and `server` when it returns another number of replies than asked for. All
    ///   sessions are released before.
    public func episodes(for requests: [EpisodeRequest]) async throws -> [Episode] {
        let contextLength = await server.capabilities.contextLength
        var finished = [Episode?](repeating: nil, count: requests.count)
        var waiting = requests.indices[...]
        var live: [LiveEpisode] = []

        while !live.isEmpty || !waiting.isEmpty {
            while live.count < maximumLive, let position = waiting.popFirst() {
                live.append(episode(requests[position], position: position, contextLength: contextLength))
            }
            live = await advance(live)
            if Task.isCancelled {
                live += waiting.map { episode(requests[$0], position: $0, contextLength: contextLength) }
                waiting = requests.endIndex..<requests.endIndex
                for index in live.indices { live[index].cancel() }
            }
            let over = live.filter { $0.finished != nil }
            for episode in over { finished[episode.position] = episode.finished }
            if !over.isEmpty { await server.release(sessions: over.map(\.session)) }
            live.removeAll { $0.finished != nil }

            // Free seats are filled first, so that a call to the simulator is as full as it can be.
            if live.count < maximumLive, !waiting.isEmpty { continue }
            do {
                live = try await sample(live)
            } catch {
                // A call that was cut short by the cancellation is dealt with at the next turn of the loop.
                if Task.isCancelled { continue }
                await server.release(sessions: live.map(\.session))
                throw error
            }
        }
        return finished.compactMap(\.self)
    }

    private func episode(_ request: EpisodeRequest, position: Int, contextLength: Int) -> LiveEpisode {
        LiveEpisode(
            position: position,
            machine: EpisodeStateMachine(
                request: request, template: template, prompt: prompt(request.scenario), sampling: sampling, contextLength: contextLength,
                probes: probes, lexicon: lexicon(request.scenario.domain)))
    }

    /// Runs agents and judges until every episode waits for the simulator or is over. Keeps the order.
    private func advance(_ live: [LiveEpisode]) async -> [LiveEpisode] {
        await withTaskGroup(of: (Int, LiveEpisode).self) { group in
            for (index, episode) in live.enumerated() where episode.canAdvance {
                group.addTask {
                    var episode = episode
                    await episode.advance(agents: agents, judge: judge)
                    return (index, episode)
                }
            }
            var advanced = live
            for await (index, episode) in group { advanced[index] = episode }
            return advanced
        }
    }

    /// One call of the simulator for everything that waits for it.
    private func sample(_ live: [LiveEpisode]) async throws -> [LiveEpisode] {
        let requests = live.flatMap(\.wanted)
        guard !requests.isEmpty else { return live }
        let replies = try await server.sample(requests)
        guard replies.count == requests.count else {
            throw HoldfastError(
                .server, "the model server returned \(replies.count) replies to \(requests.count) requests; it must return one per request")
        }
        var rest = replies[...]
        var answered = live
        for index in answered.indices {
            let count = answered[index].wanted.count
            answered[index].receive(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return answered
    }
}
