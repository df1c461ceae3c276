// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels

/// A tiny world for episode tests: a byte tokenizer, one domain, one agent that says what it is told to.
enum EpisodeFixture {
    /// One token per byte, after the special tokens.
    struct ByteTokenizer: Tokenizer {
        var vocabularySize: Int { 256 + DialogueTemplate.specialTokens.count }
        func encode(_ text: String) -> [Int32] { text.utf8.map { Int32($0) + Int32(DialogueTemplate.specialTokens.count) } }
        func decode(_ ids: [Int32], includingSpecial: Bool) -> String {
            let first = DialogueTemplate.specialTokens.count
            return String(decoding: ids.filter { $0 >= first }.map { UInt8($0 - Int32(first)) }, as: UTF8.self)
        }
        func bytes(of id: Int32) -> [UInt8] { id >= 6 ? [UInt8(id - 6)] : [] }
        func specialToken(_ spelling: String) -> Int32? { DialogueTemplate.specialTokens.firstIndex(of: spelling).map(Int32.init) }
    }

    /// Says its lines in order, the last one again and again; fails where told to.
    struct LineAgent: TaskAgent {
        var identity: String { "lines" }
        var lines: [AgentReply]
        var failsAtReply: Int?
        var said = 0

        mutating func open() async throws -> AgentReply { try next() }
        mutating func reply(to turns: [Turn]) async throws -> AgentReply { try next() }

        private mutating func next() throws -> AgentReply {
            if said == failsAtReply { throw HoldfastError(.environment, "the agent broke") }
            defer { said += 1 }
            return lines[min(said, lines.count - 1)]
        }
    }

    struct Factory: TaskAgentFactory {
        var make: @Sendable (Scenario) throws -> any TaskAgent
        func agent(for scenario: Scenario) throws -> any TaskAgent { try make(scenario) }
    }

    /// Completes the task when the agent says `done`, the requirement when the user says the value.
    struct WordJudge: GoalJudge {
        var identity: String { "words" }
        func judge(_ context: GoalJudgeContext) async -> GoalJudgement {
            guard let turn = context.turns.last else { return GoalJudgement() }
            return GoalJudgement(proposals: proposals(turn))
        }
        func proposals(_ turn: Turn) -> [StatusProposal] {
            switch turn.seat {
            case .agent where turn.acts.contains { $0.kind == .done }: [proposal("task", turn)]
            case .user where turn.text.contains("boston"): [proposal("requirement", turn)]
            default: []
            }
        }
        private func proposal(_ component: String, _ turn: Turn) -> StatusProposal {
            StatusProposal(component: component, status: .complete, turn: turn.index, reason: "", judge: identity)
        }
    }

    static func template() throws -> DialogueTemplate { try DialogueTemplate(tokenizer: ByteTokenizer()) }

    static let lexicon = Lexicon(
        domain: "trips",
        attributes: ["name", "city", "pet", "pin"].map { name in
            AttributeLexicon(
                Attribute(name), pattern: .open(words: 1), statements: [], requests: ["what is your \(name)?", "your \(name)?"])
        } + [AttributeLexicon("silent", pattern: .open(words: 1), statements: [])])

    static func scenario(userTurns: Int = 4, tokens: Int = 40, seed: UInt64 = 7) -> Scenario {
        Scenario(
            id: "s\(seed)", domain: "trips",
            persona: Persona(
                facts: [
                    Fact("name", "kim"), Fact("city", "boston"), Fact("pet", "cat"), Fact("pin", "1234", visibility: .secret),
                    Fact("silent", "yes"), Fact("elsewhere", "no"),
                ], policy: []),
            goal: UserGoal(
                intents: ["book"], constraints: [],
                components: [
                    GoalComponent(id: "task", kind: .task, text: "book", check: .achieved(intent: "book")),
                    GoalComponent(id: "requirement", kind: .requirement, text: "say boston", check: .stated("city", "boston")),
                ]),
            limits: EpisodeLimits(userTurns: userTurns, tokensPerTurn: tokens), split: .train, seed: seed, source: "test")
    }

    static func request(_ scenario: Scenario = scenario(), phase: String = "train", rollout: Int = 0, seed: UInt64 = 11) -> EpisodeRequest {
        EpisodeRequest(id: EpisodeID(phase: phase, step: 3, group: 2, rollout: rollout), scenario: scenario, samplingSeed: seed)
    }

    static let sampling = SamplingParameters(temperature: 0.7, topP: 0.9, maxTokens: 64)

    static func machine(
        _ request: EpisodeRequest = request(), contextLength: Int = 4096, probes: ProbePlan? = nil
    ) throws -> EpisodeStateMachine {
        EpisodeStateMachine(
            request: request, template: try template(), prompt: "you are kim", sampling: sampling, contextLength: contextLength,
            probes: probes, lexicon: lexicon)
    }

    /// A sampled line as a server would return it.
    static func line(_ text: String, end: String? = "<|end_of_turn|>", version: Int = 5) -> SampleReply {
        let tokens = ByteTokenizer().encode(text) + (end.flatMap { ByteTokenizer().specialToken($0) }.map { [$0] } ?? [])
        return SampleReply(
            tokens: tokens, logprobs: tokens.indices.map { -0.5 - Float($0) / 64 }, end: end == nil ? .length : .stopToken, version: version)
    }
}

extension EpisodeStateMachine {
    /// Plays a dialogue with the word judge until the events run out or the episode ends; judgements are answered in between.
    mutating func play(_ events: [EpisodeEvent]) -> [EpisodeAction] {
        var log: [EpisodeAction] = []
        for event in [.started] + events {
            var actions = handle(event)
            while case .judge(let context)? = actions.last {
                log += actions
                actions = handle(.judged(GoalJudgement(proposals: EpisodeFixture.WordJudge().proposals(context.turns[context.turns.count - 1]))))
            }
            log += actions
        }
        return log
    }
}

extension [EpisodeAction] {
    var episode: Episode? {
        for case .finish(let episode) in self { return episode }
        return nil
    }
    var samples: [SampleRequest] {
        compactMap { if case .sampleUser(let request) = $0 { request } else { nil } }
    }
    var probes: [ProbeCall] {
        flatMap { action -> [ProbeCall] in if case .probe(let calls) = action { calls } else { [] } }
    }
    var names: [String] {
        map { action in
            switch action {
            case .openAgent: "open"
            case .callAgent: "agent"
            case .sampleUser: "sample"
            case .probe: "probe"
            case .judge: "judge"
            case .releaseSession: "release"
            case .finish: "finish"
            }
        }
    }
}
