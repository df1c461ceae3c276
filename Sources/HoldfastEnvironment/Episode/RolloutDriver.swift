// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// Simulates many dialogues at once: performs what their state machines ask for.
///
/// Each episode runs on its own: calls of its agent, its judge and the model server follow each other without waiting for other episodes, and it is
/// the server that batches what is asked of it at the same time. What comes out does not depend on which episodes run together, because
/// each draws from its own random keys.
public struct RolloutDriver: EpisodeSource {
    private let server: any ModelServer
    private let template: any SimulatorTemplate
    private let agents: any TaskAgentFactory
    private let judge: any GoalJudge
    private let prompt: @Sendable (Scenario) -> String
    private let lexicon: @Sendable (String) -> Lexicon?
    private let probes: ProbePlan?
    private let values: @Sendable (Attribute, String) -> AttributeValues?
    private let sampling: SamplingParameters
    private let maximumLive: Int

    /// - Parameters:
    ///   - server: where the simulator runs.
    ///   - judge: follows the goal state, turn by turn.
    ///   - prompt: the text of persona and goal that the simulator reads first.
    ///   - lexicon: the lexicon of a domain by its name.
    ///   - probes: nil asks no probes.
    ///   - values: what is known of an attribute's values in a domain, for probes with options; without it, what the lexicon lists.
    ///   - sampling: how user lines are drawn; the scenario's token limit and the template's stop tokens take precedence.
    ///   - maximumLive: dialogues in flight at once, at least 1.
    public init(
        server: any ModelServer, template: any SimulatorTemplate, agents: any TaskAgentFactory, judge: any GoalJudge,
        prompt: @escaping @Sendable (Scenario) -> String, lexicon: @escaping @Sendable (String) -> Lexicon?, probes: ProbePlan? = nil,
        values: @escaping @Sendable (Attribute, String) -> AttributeValues? = { _, _ in nil }, sampling: SamplingParameters,
        maximumLive: Int = 256
    ) {
        self.server = server
        self.template = template
        self.agents = agents
        self.judge = judge
        self.prompt = prompt
        self.lexicon = lexicon
        self.probes = probes
        self.values = values
        self.sampling = sampling
        self.maximumLive = max(1, maximumLive)
    }

    /// Simulates one episode per request, in the same order. A call that fails ends its own episode; after a cancellation the unfinished ones have a
    /// failure ending with the boundary `cancelled`.
    /// - Throws: what the model server threw to the first episode, when it failed them all. All sessions are released before.
    public func episodes(for requests: [EpisodeRequest]) async throws -> [Episode] {
        let contextLength = await server.capabilities.contextLength
        var finished = [Episode?](repeating: nil, count: requests.count)
        var errors: [Int: any Error] = [:]
        await withTaskGroup(of: (Int, Episode, (any Error)?).self) { group in
            var waiting = requests.indices[...]
            func startNext() {
                guard let position = waiting.popFirst() else { return }
                group.addTask {
                    var live = episode(requests[position], contextLength: contextLength)
                    let episode = await live.run(server: server, agents: agents, judge: judge)
                    return (position, episode, live.simulatorError)
                }
            }
            for _ in 0..<min(maximumLive, requests.count) { startNext() }
            for await (position, episode, error) in group {
                finished[position] = episode
                errors[position] = error
                startNext()
            }
        }
        // A simulator that nobody could reach would otherwise look like a step in which nothing happened.
        if let first = errors[0], errors.count == requests.count { throw first }
        return finished.compactMap(\.self)
    }

    private func episode(_ request: EpisodeRequest, contextLength: Int) -> LiveEpisode {
        LiveEpisode(
            machine: EpisodeStateMachine(
                request: request, template: template, prompt: prompt(request.scenario), sampling: sampling, contextLength: contextLength,
                probes: probes, lexicon: lexicon(request.scenario.domain), values: { [values] in values($0, request.scenario.domain) }))
    }
}
