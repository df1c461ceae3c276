// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// An episode that runs: its state machine, its agent, and what has to happen next.
struct LiveEpisode: Sendable {
    private var machine: EpisodeStateMachine
    private var agent: (any TaskAgent)?
    /// What the model server threw; the episode ended with it.
    private(set) var simulatorError: (any Error)?

    init(machine: EpisodeStateMachine) { self.machine = machine }

    /// Runs to the end of the dialogue, and releases its session. Whatever agent and model server throw becomes this episode's ending, and so does
    /// a cancellation.
    mutating func run(server: any ModelServer, agents: any TaskAgentFactory, judge: any GoalJudge) async -> Episode {
        var event = EpisodeEvent.started
        while true {
            for action in machine.handle(Task.isCancelled ? Self.cancelled : event) {
                switch action {
                case .openAgent: event = await opening(agents: agents)
                case .callAgent(let turns): event = await answer(to: turns)
                case .judge(let context): event = .judged(await judge.judge(context))
                case .sampleUser(let request): event = await sampling([request], from: server) { .sampled($0[0]) }
                case .probe(let calls): event = await sampling(calls.map(\.request), from: server) { .probed($0) }
                case .releaseSession(let session): await server.release(sessions: [session])
                case .finish(let episode): return episode
                }
            }
        }
    }

    /// - Parameter event: what is told of the replies, one per request.
    private mutating func sampling(
        _ requests: [SampleRequest], from server: any ModelServer, event: ([SampleReply]) -> EpisodeEvent
    ) async -> EpisodeEvent {
        do {
            let replies = try await server.sample(requests)
            guard replies.count == requests.count else {
                throw HoldfastError(
                    .server, "the model server returned \(replies.count) replies to \(requests.count) requests; it must return one per request")
            }
            return event(replies)
        } catch {
            // What a server throws when its caller was cancelled is its own affair.
            guard !Task.isCancelled else { return Self.cancelled }
            simulatorError = error
            return .failed(EpisodeFailure(boundary: .simulator, message: "\(error)"))
        }
    }

    private static var cancelled: EpisodeEvent { .failed(EpisodeFailure(boundary: .cancelled, message: "the rollout was cancelled")) }

    private mutating func opening(agents: any TaskAgentFactory) async -> EpisodeEvent {
        do {
            var agent = try agents.agent(for: machine.request.scenario)
            let reply = try await agent.open()
            self.agent = agent
            return .agentReplied(reply)
        } catch {
            return failure(error)
        }
    }

    private mutating func answer(to turns: [Turn]) async -> EpisodeEvent {
        guard var agent else {
            return .failed(EpisodeFailure(boundary: .environment, message: "the agent was called before it opened the dialogue"))
        }
        do {
            let reply = try await agent.reply(to: turns)
            self.agent = agent
            return .agentReplied(reply)
        } catch {
            return failure(error)
        }
    }

    private func failure(_ error: any Error) -> EpisodeEvent {
        error is CancellationError ? Self.cancelled : .failed(EpisodeFailure(boundary: .agent, message: "\(error)"))
    }
}
