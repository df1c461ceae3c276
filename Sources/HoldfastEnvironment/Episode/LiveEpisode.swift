// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// An episode that runs: its state machine, its agent, and what it waits for.
struct LiveEpisode: Sendable {
    /// Position of its request in the call.
    let position: Int
    private var machine: EpisodeStateMachine
    private var agent: (any TaskAgent)?
    /// The event to handle next; nil while it waits for the simulator.
    private var event: EpisodeEvent? = .started
    /// What it wants sampled; empty unless it waits for the simulator.
    private(set) var wanted: [SampleRequest] = []
    private var wantsProbes = false
    private(set) var finished: Episode?

    init(position: Int, machine: EpisodeStateMachine) {
        self.position = position
        self.machine = machine
    }

    var session: String { machine.request.session }
    var canAdvance: Bool { event != nil }

    /// Runs until the simulator has to speak or the episode is over. Whatever the agent throws becomes this episode's ending.
    mutating func advance(agents: any TaskAgentFactory, judge: any GoalJudge) async {
        while let next = event {
            event = nil
            for action in machine.handle(next) {
                switch action {
                case .openAgent:
                    event = await opening(agents: agents)
                case .callAgent(let turns):
                    event = await answer(to: turns)
                case .judge(let context):
                    event = .judged(await judge.judge(context))
                case .sampleUser(let request):
                    wanted = [request]
                    wantsProbes = false
                case .probe(let calls):
                    wanted = calls.map(\.request)
                    wantsProbes = true
                case .releaseSession:
                    // The driver releases the sessions of a whole wave in one call.
                    break
                case .finish(let episode):
                    finished = episode
                }
            }
        }
    }

    /// Hands over what was sampled, one reply per wanted request.
    mutating func receive(_ replies: [SampleReply]) {
        event = wantsProbes ? .probed(replies) : replies.first.map(EpisodeEvent.sampled)
        wanted = []
    }

    /// Ends it without another word.
    mutating func cancel() {
        let failure = EpisodeFailure(boundary: .cancelled, message: "the rollout was cancelled")
        for case .finish(let episode) in machine.handle(.failed(failure)) { finished = episode }
        event = nil
        wanted = []
    }

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
        error is CancellationError
            ? .failed(EpisodeFailure(boundary: .cancelled, message: "the rollout was cancelled"))
            : .failed(EpisodeFailure(boundary: .agent, message: "\(error)"))
    }
}
