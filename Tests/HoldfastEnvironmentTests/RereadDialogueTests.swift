// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

/// Episodes in templates of published models. Where one renders earlier lines anew, the sample forks: no token stands in a context in which
/// it was not sampled.
@Suite struct RereadDialogueTests {
    private let tokenizer: ByteLevelBPETokenizer

    init() throws {
        tokenizer = try ByteLevelBPETokenizer.train(
            texts: ["you are kim. hello, which city? boston please, that is all"], vocabularySize: 300,
            specialTokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "[INST]", "[/INST]", "[control_8]"])
    }

    private func template(_ family: ChatTemplate.Family) throws -> ChatDialogueTemplate {
        try ChatDialogueTemplate(ChatTemplate(family), tokenizer: tokenizer)
    }

    private static let thought = "<think>\nmy city is boston\n</think>\n\n"

    private struct Simulated {
        var episode: Episode
        var requests: [SampleRequest]
    }

    /// Four lines of the user, the last of which ends the dialogue.
    private func simulate(_ template: ChatDialogueTemplate, probes: ProbePlan? = nil, thought: String = "") async throws -> Simulated {
        let server = ScriptedModelServer(tokenizer: tokenizer, template: template) { _, key in
            (thought + "boston \(key.turn) please", key.turn >= 7 && key.purpose == .sampling)
        }
        let agent = EpisodeFixture.LineAgent(lines: ["hello", "which city?", "sure?", "well"].map { AgentReply(text: $0) })
        let driver = RolloutDriver(
            server: server, template: template, agents: EpisodeFixture.Factory { _ in agent }, judge: EpisodeFixture.WordJudge(),
            prompt: { _ in "you are kim." }, lexicon: { _ in EpisodeFixture.lexicon }, probes: probes,
            sampling: SamplingParameters(maxTokens: 60))
        let request = EpisodeFixture.request(EpisodeFixture.scenario(userTurns: 8, tokens: 60))
        let episode = try #require(try await driver.episodes(for: [request]).first)
        return Simulated(episode: episode, requests: await server.requests)
    }

    /// Each line's tokens stand behind the very prompt they were sampled from, and nothing else counts.
    private func check(_ simulated: Simulated, sequences: Int) throws {
        let (episode, trace) = (simulated.episode, simulated.episode.trace)
        #expect(episode.ending.reason == .userStop)
        #expect(episode.userTurns.count == 4)
        #expect(trace.sequences.count == sequences)
        let asked = simulated.requests.filter { $0.extendsSession }
        #expect(asked.count == 4)
        for (turn, request) in zip(episode.userTurns, asked) {
            let sequence = try #require(trace.sequences.first { $0.contains(turn.tokens.lowerBound) })
            #expect(Array(trace.ids[sequence.lowerBound..<turn.tokens.lowerBound]) == request.prompt)
            #expect(trace.logprobs[turn.tokens].elementsEqual(trace.ids[turn.tokens].map(ScriptedModelServer.logprob)))
            #expect(trace.mask[turn.tokens].allSatisfy { $0 })
            #expect(trace.turn[turn.tokens].allSatisfy { $0 == Int32(turn.index) })
        }
        #expect(trace.mask.count { $0 } == episode.userTurns.reduce(0) { $0 + $1.tokens.count })
        for (token, isSampled) in trace.mask.enumerated() where !isSampled { #expect(trace.logprobs[token] == 0) }
    }

    @Test func `thoughts of Qwen3 are learned where they were thought, and nowhere else`() async throws {
        let simulated = try await simulate(template(.qwen3), thought: Self.thought)
        try check(simulated, sequences: 4)
        #expect(simulated.episode.userTurns.map(\.text) == [1, 3, 5, 7].map { "boston \($0) please" })
        let trace = simulated.episode.trace
        for sequence in trace.sequences {
            let text = tokenizer.decode(Array(trace.ids[sequence]), includingSpecial: true)
            #expect(text.ranges(of: "<think>").count == 1, "earlier lines are read without their thoughts: \(text)")
        }
    }

    @Test func `without thoughts Qwen3 reads one sequence`() async throws { try check(try await simulate(template(.qwen3)), sequences: 1) }

    @Test(arguments: [ChatTemplate.Family.chatML, .qwen2_5]) func `ChatML keeps everything in one sequence`(family: ChatTemplate.Family) async throws
    {
        try check(try await simulate(template(family), thought: Self.thought), sequences: 1)
    }

    @Test func `the system message of Mistral's third version moves from line to line`() async throws {
        let simulated = try await simulate(template(.mistralV3))
        try check(simulated, sequences: 4)
        let last = try #require(simulated.requests.last)
        #expect(
            tokenizer.decode(last.prompt, includingSpecial: true)
                == "<s>[INST] hello[/INST] boston 1 please</s>[INST] which city?[/INST] boston 3 please</s>[INST] sure?[/INST] "
                + "boston 5 please</s>[INST] you are kim.\n\nwell[/INST]")
    }

    @Test func `probes fork off the context they were asked in`() async throws {
        for (family, thought) in [(ChatTemplate.Family.qwen3, Self.thought), (.mistralV3, ""), (.chatML, "")] {
            let simulated = try await simulate(template(family), probes: ProbePlan(afterUserTurns: [1, 2], questions: 2), thought: thought)
            let (episode, forks) = (simulated.episode, simulated.requests.filter { !$0.extendsSession })
            #expect(episode.probes.count == 4 && forks.count == 4)
            for (probe, request) in zip(episode.probes, forks) {
                let sequence = episode.trace.sequences.last { $0.lowerBound < probe.start }
                let before = sequence.map { Array(episode.trace.ids[$0.lowerBound..<probe.start]) } ?? []
                let given = probe.trace.mask.count { !$0 }
                #expect((probe.start == 0) == (family != .chatML), "\(family)")
                #expect(before + probe.trace.ids[..<given] == request.prompt, "\(family)")
                #expect(probe.trace.logprobs[given...].elementsEqual(probe.trace.ids[given...].map(ScriptedModelServer.logprob)))
            }
            let plain = try await simulate(template(family), thought: thought)
            #expect(episode.trace == plain.episode.trace, "\(family): probes leave no trace in the dialogue")
        }
    }

    @Test func `every kind of probe has its context in its own tokens or in the dialogue's`() async throws {
        var plan = ProbePlan(afterUserTurns: [2], questions: 1)
        plan.forecasts = [.lines, .fallback]
        plan.withoutPersona.lines = [1, 3]
        plan.regeneration = RegenerationPlan(afterUserTurns: [2], samples: 4)
        for (family, thought) in [(ChatTemplate.Family.qwen3, Self.thought), (.mistralV3, ""), (.chatML, "")] {
            let simulated = try await simulate(template(family), probes: plan, thought: thought)
            let (episode, forks) = (simulated.episode, simulated.requests.filter { !$0.extendsSession })
            #expect(
                episode.probes.map(\.kind) == [.forecast, .forecast, .withoutPersona, .open] + [ProbeKind](repeating: .regeneration, count: 4) + [
                    .withoutPersona
                ])
            for (probe, request) in zip(episode.probes, forks) {
                let sequence = episode.trace.sequences.last { $0.lowerBound < probe.start }
                let before = sequence.map { Array(episode.trace.ids[$0.lowerBound..<probe.start]) } ?? []
                #expect(before + probe.trace.ids[..<probe.trace.mask.count { !$0 }] == request.prompt, "\(family) \(probe.kind)")
                let text = tokenizer.decode(request.prompt, includingSpecial: true)
                #expect(text.contains("you are kim.") == (probe.kind != .withoutPersona), "\(family): \(text)")
                #expect(text.contains(probe.kind == .withoutPersona ? plan.withoutPersona.prompt : probe.question), "\(family): \(text)")
                #expect(text.contains("hello") == (probe.kind != .forecast), "\(family): \(text)")
            }
            #expect(episode.trace == (try await simulate(template(family), thought: thought)).episode.trace, "\(family)")
        }
    }
}
