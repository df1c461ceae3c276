// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

@Suite struct RolloutDriverTests {
    static let lines = ["to boston please", "my name is kim", "...", "well", "what does it cost?"]

    /// Lines and stops follow from the random key alone.
    static func server(faults: [ScriptedCall: Set<Int>] = [:]) throws -> ScriptedModelServer {
        ScriptedModelServer(tokenizer: EpisodeFixture.ByteTokenizer(), template: try EpisodeFixture.template(), faults: faults) { _, key in
            var stream = key.stream
            return (stream.pick(lines) ?? "", stream.chance(0.15))
        }
    }

    static let agents = EpisodeFixture.Factory { _ in
        EpisodeFixture.LineAgent(lines: [
            AgentReply(text: "hello"), AgentReply(text: "ok"), AgentReply(text: "booked", acts: [DialogueAct(.done, intent: "book")]),
        ])
    }

    static func driver(
        _ server: any ModelServer, agents: any TaskAgentFactory = agents, probes: ProbePlan? = nil, maximumLive: Int = 64
    ) throws -> RolloutDriver {
        RolloutDriver(
            server: server, template: try EpisodeFixture.template(), agents: agents, judge: EpisodeFixture.WordJudge(),
            prompt: { "you are \($0.persona["name"] ?? "")" }, lexicon: { _ in EpisodeFixture.lexicon }, probes: probes,
            sampling: EpisodeFixture.sampling, maximumLive: maximumLive)
    }

    static func requests(_ count: Int) -> [EpisodeRequest] {
        (0..<count).map { EpisodeFixture.request(EpisodeFixture.scenario(userTurns: 5, seed: UInt64($0 / 4)), rollout: $0) }
    }

    @Test func oneEpisodePerRequestInTheSameOrder() async throws {
        let server = try Self.server()
        let requests = Self.requests(24)
        let episodes = try await Self.driver(server).episodes(for: requests)
        #expect(episodes.map(\.id) == requests.map(\.id))
        #expect(episodes.map(\.scenario.id) == requests.map(\.scenario.id))
        #expect(Set(episodes.map(\.ending.reason)).isSuperset(of: [.userStop, .turnLimit]))
        #expect(episodes.allSatisfy { $0.ending.failure == nil })
        #expect(await server.sessions.isEmpty, "all sessions are released")
    }

    /// Opened when all others are over.
    private actor Gate {
        private var left: Int
        private var waiting: CheckedContinuation<Void, Never>?
        init(after count: Int) { left = count }
        func pass() {
            left -= 1
            if left == 0 { waiting?.resume() }
        }
        func open() async { if left > 0 { await withCheckedContinuation { waiting = $0 } } }
    }

    @Test func aSlowDialogueHoldsNobodyUp() async throws {
        struct Gated: TaskAgent {
            let gate: Gate
            let isSlow: Bool
            var inner: any TaskAgent
            var identity: String { inner.identity }
            mutating func open() async throws -> AgentReply { try await inner.open() }
            mutating func reply(to turns: [Turn]) async throws -> AgentReply {
                if isSlow { await gate.open() }
                let reply = try await inner.reply(to: turns)
                // Every user line of the others is followed by this; the third of them ends the dialogue.
                if !isSlow, turns.count(where: { $0.seat == .user }) == 3 { await gate.pass() }
                return reply
            }
        }
        let requests = (0..<6).map { EpisodeFixture.request(EpisodeFixture.scenario(userTurns: 3, seed: UInt64($0)), rollout: $0) }
        let server = ScriptedModelServer(
            tokenizer: EpisodeFixture.ByteTokenizer(), template: try EpisodeFixture.template(), rule: { _, _ in ("to boston", false) })
        let lines = EpisodeFixture.Factory { _ in
            EpisodeFixture.LineAgent(lines: (0..<5).map { _ in AgentReply(text: "ok") })
        }
        let whole = try await Self.driver(server, agents: lines).episodes(for: requests)
        let gate = Gate(after: 5)
        let gated = EpisodeFixture.Factory { scenario in
            Gated(gate: gate, isSlow: scenario.seed == 0, inner: try lines.agent(for: scenario))
        }
        // In lockstep this would never end: the slow agent answers when all the others have heard their last line.
        #expect(try await Self.driver(server, agents: gated).episodes(for: requests) == whole)
    }

    @Test func noMoreDialoguesAreInFlightThanAllowed() async throws {
        actor Gauge {
            private(set) var most = 0
            private var opened = 0
            func open(released: Int) {
                opened += 1
                most = max(most, opened - released)
            }
        }
        struct Counted: TaskAgent {
            let gauge: Gauge
            let server: ScriptedModelServer
            var inner: any TaskAgent
            var identity: String { inner.identity }
            mutating func open() async throws -> AgentReply {
                await gauge.open(released: server.calls[.release] ?? 0)
                return try await inner.open()
            }
            mutating func reply(to turns: [Turn]) async throws -> AgentReply { try await inner.reply(to: turns) }
        }
        let (server, gauge) = (try Self.server(), Gauge())
        let agents = EpisodeFixture.Factory { Counted(gauge: gauge, server: server, inner: try Self.agents.agent(for: $0)) }
        _ = try await Self.driver(server, agents: agents, maximumLive: 3).episodes(for: Self.requests(20))
        #expect(await gauge.most <= 3)
        #expect(await server.calls[.release] == 20)
    }

    @Test func batchingDoesNotChangeTheEpisodes() async throws {
        let requests = Self.requests(12)
        let together = try await Self.driver(try Self.server()).episodes(for: requests)
        for maximumLive in [1, 5] {
            let server = try Self.server()
            let episodes = try await Self.driver(server, maximumLive: maximumLive).episodes(for: requests)
            #expect(episodes == together, "maximumLive \(maximumLive)")
        }
    }

    @Test func probesLeaveNoTrace() async throws {
        let requests = Self.requests(16)
        let plain = try await Self.driver(try Self.server()).episodes(for: requests)
        let probed = try await Self.driver(try Self.server(), probes: ProbePlan(afterUserTurns: [1, 3], questions: 2)).episodes(for: requests)
        #expect(probed.contains { $0.probes.count == 4 })
        for (with, without) in zip(probed, plain) {
            #expect(with.trace == without.trace, "\(with.id)")
            #expect(with.turns == without.turns, "\(with.id)")
            #expect(with.goal == without.goal, "\(with.id)")
        }
    }

    @Test func anAgentsFailureEndsOneEpisodeOnly() async throws {
        let requests = Self.requests(8)
        let whole = try await Self.driver(try Self.server()).episodes(for: requests)
        for failsAtReply in 0..<2 {
            let agents = EpisodeFixture.Factory { scenario in
                guard scenario.seed == 1 else { return try Self.agents.agent(for: scenario) }
                return EpisodeFixture.LineAgent(lines: [AgentReply(text: "hello")], failsAtReply: failsAtReply)
            }
            let server = try Self.server()
            let episodes = try await Self.driver(server, agents: agents).episodes(for: requests)
            for (episode, before) in zip(episodes, whole) where episode.scenario.seed != 1 { #expect(episode == before) }
            let failed = episodes.filter { $0.scenario.seed == 1 && $0.ending.reason == .failure }
            #expect(!failed.isEmpty)
            #expect(failed.allSatisfy { $0.ending.failure == EpisodeFailure(boundary: .agent, message: "the agent broke") })
            #expect(await server.sessions.isEmpty)
        }
    }

    @Test func anAgentThatCannotBeMadeEndsOneEpisodeOnly() async throws {
        let agents = EpisodeFixture.Factory { scenario in
            guard scenario.seed == 0 else { return try Self.agents.agent(for: scenario) }
            throw HoldfastError(.environment, "no such domain")
        }
        let episodes = try await Self.driver(try Self.server(), agents: agents).episodes(for: Self.requests(8))
        #expect(episodes.map { $0.ending.failure?.boundary } == [.agent, .agent, .agent, .agent, nil, nil, nil, nil])
    }

    @Test func aFailedCallOfTheSimulatorEndsOneEpisodeOnly() async throws {
        let requests = Self.requests(8)
        let whole = try await Self.driver(try Self.server()).episodes(for: requests)
        for call in [1, 2, 9] {
            let server = try Self.server(faults: [.sample: [call]])
            let episodes = try await Self.driver(server).episodes(for: requests)
            let failed = episodes.filter { $0.ending.reason == .failure }
            #expect(failed.map { $0.ending.failure?.boundary } == [.simulator])
            #expect(failed.first?.ending.failure?.message.contains("failed call \(call) of sample") == true)
            for (episode, before) in zip(episodes, whole) where episode.ending.failure == nil { #expect(episode == before) }
            #expect(await server.sessions.isEmpty)
        }
    }

    @Test func anUnreachableSimulatorConcernsAll() async throws {
        let server = try Self.server(faults: [.sample: Set(1...100)])
        let error = await #expect(throws: HoldfastError.self) { try await Self.driver(server).episodes(for: Self.requests(6)) }
        #expect(error?.code == .server)
        #expect(await server.calls[.sample] == 6, "each had its own call")
        #expect(await server.sessions.isEmpty, "sessions are released even then")
    }

    @Test func cancellationIsAnEndingOfItsOwn() async throws {
        struct Waiting: TaskAgent {
            var identity: String { "waiting" }
            mutating func open() async throws -> AgentReply {
                while !Task.isCancelled { await Task.yield() }
                throw CancellationError()
            }
            mutating func reply(to turns: [Turn]) async throws -> AgentReply { AgentReply(text: "ok") }
        }
        let server = try Self.server()
        let driver = try Self.driver(server, agents: EpisodeFixture.Factory { _ in Waiting() }, maximumLive: 2)
        let run = Task { try await driver.episodes(for: Self.requests(5)) }
        run.cancel()
        let episodes = try await run.value
        #expect(episodes.count == 5)
        #expect(episodes.allSatisfy { $0.ending.failure?.boundary == .cancelled })
        #expect(await server.calls[.sample] == nil)
    }

    @Test func noRequestsNoEpisodes() async throws {
        #expect(try await Self.driver(try Self.server()).episodes(for: []).isEmpty)
    }
}
