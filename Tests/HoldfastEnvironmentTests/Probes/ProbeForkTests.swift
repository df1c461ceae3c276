// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

/// What every kind of probe reads, token by token, and what is kept of it.
@Suite struct ProbeForkTests {
    typealias Table = EpisodeStateMachineTests
    private let template: DialogueTemplate

    init() throws { template = try EpisodeFixture.template() }

    private func plan() -> ProbePlan {
        var plan = ProbePlan(afterUserTurns: [2], questions: 1)
        plan.choices = 1
        plan.forecasts = [.lines, .secret]
        plan.withoutPersona.lines = [1, 3]
        plan.withoutPersona.prompt = "you are somebody"
        plan.regeneration = RegenerationPlan(afterUserTurns: [2], samples: 4, facts: [.secret])
        return plan
    }

    private func machine(_ plan: ProbePlan) throws -> EpisodeStateMachine {
        EpisodeStateMachine(
            request: EpisodeFixture.request(), template: template, prompt: "you are kim", sampling: EpisodeFixture.sampling,
            contextLength: 4096, probes: plan, lexicon: EpisodeFixture.lexicon,
            values: { _ in AttributeValues(["kim", "boston", "cat", "ann", "rome", "dog", "bob"]) })
    }

    private static func answers(_ texts: String...) -> EpisodeEvent { .probed(texts.map { EpisodeFixture.line($0) }) }

    private static let events: [EpisodeEvent] = [
        answers("three times", "no"), Table.hello, Table.says("to boston"), answers("good morning"), Table.ok, Table.says("well"),
        answers("kim", "B", "1234", "1234", "no", "4321"), Table.done, Table.stops("bye"), answers("see you"),
    ]

    @Test func `each kind is asked in its own context and at its own time`() throws {
        var machine = try machine(plan())
        let log = machine.play(Self.events)
        #expect(
            log.names == [
                "probe", "open", "judge", "sample", "judge", "probe", "agent", "judge", "sample", "judge", "probe", "agent", "judge", "sample",
                "judge", "probe", "release", "finish",
            ])
        let calls = log.probes
        #expect(
            calls.map(\.question.kind) == [
                .forecast, .forecast, .withoutPersona, .open, .choice, .regeneration, .regeneration, .regeneration, .regeneration,
                .withoutPersona,
            ])
        let (prompt, neutral) = (template.prompt("you are kim"), template.prompt("you are somebody"))
        let opening = template.agentLine("hello") + template.userCue
        let first = opening + EpisodeFixture.line("to boston").tokens + template.agentLine("ok") + template.userCue
        let second = first + EpisodeFixture.line("well").tokens
        let third = second + template.agentLine("booked") + template.userCue
        for call in calls {
            let question = template.agentLine(call.question.text) + template.userCue
            let expected: [Int32] =
                switch call.question.kind {
                case .forecast: prompt + question
                case .withoutPersona: neutral + (call == calls.last ? third : opening)
                case .open, .choice, .regeneration: prompt + second + question
                }
            #expect(call.request.prompt == expected, "\(call.question)")
            #expect(!call.request.extendsSession)
            #expect(call.request.session == (call.question.kind == .withoutPersona ? nil : "train/3/2/0"))
            #expect(call.request.parameters == log.samples[0].parameters)
            #expect(call.request.randomKey.purpose == .probe)
        }
        #expect(Set(calls.map(\.request.randomKey)).count == calls.count, "every answer is drawn from its own stream")
        #expect(Set(calls.filter { $0.question.kind == .regeneration }.map(\.request.prompt)).count == 1)
    }

    @Test func `the record keeps kind, options, samples and the tokens behind what the dialogue has`() throws {
        var machine = try machine(plan())
        let log = machine.play(Self.events)
        let episode = try #require(log.episode)
        let (probes, calls) = (episode.probes, log.probes)
        #expect(episode.ending == Ending(reason: .userStop, stop: .correct))
        #expect(probes.map(\.turn) == [0, 0, 1, 3, 3, 3, 3, 3, 3, 5])
        #expect(probes.map(\.sample) == [0, 0, 0, 0, 0, 0, 1, 2, 3, 0])
        #expect(probes.map(\.answer) == ["three times", "no", "good morning", "kim", "B", "1234", "1234", "no", "4321", "see you"])
        #expect(probes.map(\.attribute.rawValue).prefix(3) == ["forecast.lines", "forecast.tells.pin", ""])
        #expect(probes.filter { $0.kind == .regeneration }.allSatisfy { $0.attribute == "pin" })
        #expect(probes.map { $0.options.count } == [0, 0, 0, 0, 5, 0, 0, 0, 0, 0])
        for (probe, call) in zip(probes, calls) {
            #expect(probe.kind == call.question.kind && probe.question == call.question.text && probe.options == call.question.options)
            let given = probe.trace.mask.count { !$0 }
            #expect(episode.trace.ids[..<probe.start] + probe.trace.ids[..<given] == call.request.prompt[...], "\(probe.kind)")
            #expect(probe.trace.ids[given...].elementsEqual(EpisodeFixture.line(probe.answer).tokens))
            #expect((probe.start == 0) == (probe.kind == .forecast || probe.kind == .withoutPersona))
        }
    }

    @Test func `no kind leaves a trace in the dialogue`() throws {
        var plain = try machine(ProbePlan(afterUserTurns: [], questions: 0))
        let without = try #require(
            plain.play(Self.events.filter { if case .probed = $0 { false } else { true } }).episode)
        var probed = try machine(plan())
        var with = try #require(probed.play(Self.events).episode)
        with.probes = []
        #expect(with == without)
    }

    @Test func `open questions and their keys are those of a plan that asks nothing else`() throws {
        var old = ProbePlan(afterUserTurns: [2], questions: 1)
        var machine = try machine(old)
        let alone = machine.play([Table.hello, Table.says("to boston"), Table.ok, Table.says("well"), Self.answers("kim")]).probes
        var all = try self.machine(plan())
        #expect(all.play(Self.events).probes.filter { $0.question.kind == .open } == alone)
        let call = try #require(alone.first)
        // The key that open questions have had all along.
        #expect(
            call.request.randomKey.seed == EpisodeFixture.request().key(turn: 3, purpose: .probe).seed
                ^ StableHash.of(call.question.attribute.rawValue))
        old.questions = 0
        var silent = try self.machine(old)
        #expect(silent.play([Table.hello, Table.says("to boston"), Table.ok, Table.says("well"), Table.ok]).probes.isEmpty)
    }

    @Test func `a line that ends the dialogue is followed by no question, and keeps what is said without persona beside it`() throws {
        var plan = plan()
        plan.afterUserTurns = [1]
        plan.regeneration.afterUserTurns = [1]
        plan.forecasts = []
        var machine = try machine(plan)
        let log = machine.play([Table.hello, Table.stops("never mind"), Self.answers("good morning")])
        #expect(log.probes.map(\.question.kind) == [.withoutPersona])
        #expect(try #require(log.episode).ending.reason == .userStop)
    }

    @Test func `what has no room is not asked`() throws {
        let plan = plan()
        // Room for the prompt, a short opening and a line, but not for a question behind them.
        let room = template.prompt("you are kim").count + template.agentLine("hello").count + 1 + 40
        var machine = EpisodeStateMachine(
            request: EpisodeFixture.request(), template: template, prompt: "you are kim", sampling: EpisodeFixture.sampling,
            contextLength: room, probes: plan, lexicon: EpisodeFixture.lexicon)
        let log = machine.play([Table.hello, Table.says("hi"), Table.ok])
        #expect(log.probes.isEmpty)
        #expect(try #require(log.episode).ending.reason == .contextLimit)
    }
}
