// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTesting
import Testing

struct ModelJudgeTests {
    private let question = JudgeFixture.question

    @Test(arguments: [("pass", VerdictOutcome.pass), ("fail", .fail), ("cannot_tell", .abstain)])
    func `an answer in the form becomes a verdict, with its call`(word: String, outcome: VerdictOutcome) async throws {
        let model = JudgeFixture.model(word)
        let judge = ModelJudge(model: model)
        let verdict = await judge.verdict(on: question)
        #expect(verdict.outcome == outcome && verdict.criterion == question.criterion && verdict.turn == 3 && verdict.judge == judge.identity)
        #expect(verdict.evidence == "it says Denver" && verdict.abstention == (outcome == .abstain ? .cannotTell : nil))
        let request = try #require(await model.requests.first)
        let item = try JudgeFixture.material(request).item
        let call = try #require(verdict.calls.first)
        #expect(verdict.calls.count == 1 && call.reply == JudgeFixture.reply(item, word) && call.outcome == outcome)
        #expect(call.promptTokens == 90 && call.completionTokens == 20 && call.promptHash.count == 64 && call.judge == judge.identity)
    }

    @Test func `a model that can be bound to a form is`() async throws {
        for features: Set<ChatFeature> in [[], [.json]] {
            let model = JudgeFixture.model(features: features)
            let judge = ModelJudge(model: model)
            #expect(await judge.verdict(on: question).outcome == .fail)
            let format = try #require(await model.requests.first?.format)
            if case .json(let schema) = format {
                #expect(features.contains(.json))
                #expect(Set(schema.schema.object?["required"]?.texts ?? []) == ["item", "evidence", "verdict"])
            } else {
                #expect(features.isEmpty)
            }
        }
    }

    /// Replies that are no answer, though most hold the words of one.
    static let unreadable = [
        "pass", "The line is consistent: pass.", "I'm sorry, but I can't help with that.", "{}", "[]", "null", "\"pass\"",
        #"Sure! {"item": "ITEM", "evidence": "e", "verdict": "pass"}"#, #"{"item": "ITEM", "evidence": "e", "verdict": "pass"} I am sure."#,
        #"{"item": "ITEM", "evidence": "e", "verdict": "pass"}{"item": "ITEM", "evidence": "e", "verdict": "pass"}"#,
        #"[{"item": "ITEM", "evidence": "e", "verdict": "pass"}]"#, #"{"item": "ITEM", "evidence": "e", "verdict": "pass", "note": "x"}"#,
        #"{"item": "ITEM", "evidence": "e", "verdict": "fail", "verdict": "pass"}"#, #"{"item": "ITEM", "evidence": "e"}"#,
        #"{"item": "ITEM", "verdict": "pass"}"#, #"{"evidence": "e", "verdict": "pass"}"#,
        #"{"item": "ITEM", "evidence": "e", "verdict": "PASS"}"#, #"{"item": "ITEM", "evidence": "e", "verdict": "consistent"}"#,
        #"{"item": "ITEM", "evidence": "e", "verdict": true}"#, #"{"item": "ITEM", "evidence": ["e"], "verdict": "pass"}"#,
        #"{"item": 1, "evidence": "e", "verdict": "pass"}"#, #"{"item": "ITEM0", "evidence": "e", "verdict": "pass"}"#,
        #"{"item": "ITEM", "evidence": "e", "verdict": "pass""#, "```\n{\"item\": \"ITEM\", \"evidence\": \"e\", \"verdict\": \"pass\"}",
        "```python\n{\"item\": \"ITEM\", \"evidence\": \"e\", \"verdict\": \"pass\"}\n```",
        "```json\n```json\n{\"item\": \"ITEM\", \"evidence\": \"e\", \"verdict\": \"pass\"}\n```\n```",
        "<think>hm</think>{\"item\": \"ITEM\", \"evidence\": \"e\", \"verdict\": \"pass\"}",
    ]

    @Test(arguments: unreadable)
    func `what is no answer is shown to the model once, and then abstained on`(text: String) async throws {
        let model = JudgeFixture.model(saying: [text, text])
        let verdict = await ModelJudge(model: model).verdict(on: question)
        #expect(verdict.outcome == .abstain && verdict.abstention == .unreadable)
        #expect(verdict.calls.map(\.outcome) == [.abstain, .abstain])
        let requests = await model.requests
        let shown = try #require(requests.last?.messages)
        #expect(shown.count == 4 && shown[2] == ChatMessage(.assistant, verdict.calls[0].reply) && shown[3].role == .user)
        #expect(requests[0].messages == Array(shown.prefix(2)))
        #expect(verdict.calls[0].promptHash != verdict.calls[1].promptHash)
    }

    @Test func `a repaired answer counts, and both replies are kept`() async {
        let model = JudgeFixture.model(saying: ["It fails.", #"{"item": "ITEM", "evidence": "e", "verdict": "fail"}"#])
        let verdict = await ModelJudge(model: model).verdict(on: question)
        #expect(verdict.outcome == .fail && verdict.calls.map(\.outcome) == [.abstain, .fail] && verdict.calls[0].reply == "It fails.")
        let unrepaired = await ModelJudge(model: JudgeFixture.model(saying: ["It fails."]), repairs: 0).verdict(on: question)
        #expect(unrepaired.abstention == .unreadable && unrepaired.calls.count == 1)
    }

    @Test(arguments: [
        "  {\"verdict\": \"pass\", \"evidence\": \"\", \"item\": \"ITEM\"}\n",
        "```json\n{\"item\": \"ITEM\", \"evidence\": \"e\", \"verdict\": \"pass\"}\n```",
        "```\n{\n \"item\": \"ITEM\",\n \"evidence\": \"a \\\"word\\\" and a brace }\",\n \"verdict\": \"pass\"\n}\n```\n",
    ])
    func `white space, the order of keys and one fence are no matter`(text: String) async {
        #expect(await ModelJudge(model: JudgeFixture.model(saying: [text])).verdict(on: question).outcome == .pass)
    }

    @Test(arguments: [ChatEnd.length, .filtered, .toolCalls])
    func `a reply that was cut off or declined is no answer, even where it reads like one`(end: ChatEnd) async {
        let model = JudgeFixture.model(saying: [#"{"item": "ITEM", "evidence": "e", "verdict": "pass"}"#], end: end)
        let verdict = await ModelJudge(model: model).verdict(on: question)
        #expect(verdict.abstention == .unreadable && verdict.calls.count == 1 && verdict.calls[0].reply.contains("pass"))
    }

    @Test func `an empty reply is abstained on without asking again`() async {
        let verdict = await ModelJudge(model: JudgeFixture.model(saying: [" \n"])).verdict(on: question)
        #expect(verdict.abstention == .unreadable && verdict.calls.count == 1)
    }

    @Test func `a call that fails is abstained on, and what a failed call brought is kept`() async {
        let broken = ScriptedChatModel(replies: [])
        let verdict = await ModelJudge(model: broken).verdict(on: question)
        #expect(verdict.abstention == .failed && verdict.calls.count == 1 && verdict.evidence.contains("has 0 replies"))
        let declining = ScriptedChatModel(features: []) { _, _ in
            throw HoldfastError(.server, "declined", cause: UnwantedChatReply(ChatReply("I will not.", end: .filtered)))
        }
        let declined = await ModelJudge(model: declining).verdict(on: question)
        #expect(declined.abstention == .unreadable && declined.calls.first?.reply == "I will not.")
    }

    @Test func `a criterion without a prompt costs no call`() async {
        let model = JudgeFixture.model()
        var other = question
        other.criterion = Criterion.forecast
        #expect(await ModelJudge(model: model).verdict(on: other).abstention == .nothingKnown)
        #expect(await model.requests.isEmpty)
    }

    @Test func `over its deadline a judge abstains, and the call is cancelled`() async {
        let clock = ManualClock()
        let judge = ModelJudge(model: SilentModel(), deadline: .seconds(20), clock: clock)
        async let verdict = judge.verdict(on: question)
        await clock.untilSomebodySleeps()
        clock.advance(by: .seconds(20))
        let answer = await verdict
        #expect(answer.abstention == .timedOut && answer.calls.count == 1 && answer.calls[0].reply.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `the deadline is that of the whole verdict, not of each call`() async {
        let clock = ManualClock()
        let answer = await ModelJudge(model: SlowModel(clock: clock), deadline: .seconds(20), clock: clock).verdict(on: question)
        #expect(answer.abstention == .timedOut && answer.calls.map(\.reply) == ["no answer", ""])
    }

    /// Takes 19 seconds to say nothing, and of a second call it is known after 2 that it gets nowhere.
    private struct SlowModel: ChatModel {
        let identity = "slow"
        let clock: ManualClock
        func reply(to request: ChatRequest) async throws -> ChatReply {
            guard request.messages.count > 2 else {
                clock.advance(by: .seconds(19))
                return ChatReply("no answer")
            }
            clock.advance(by: .seconds(2))
            return try await SilentModel().reply(to: request)
        }
    }

    @Test func `within its deadline a judge answers`() async {
        let judge = ModelJudge(model: JudgeFixture.model(), deadline: .seconds(20), clock: ManualClock())
        #expect(await judge.verdict(on: question).outcome == .fail)
    }

    @Test(arguments: [nil, Duration.seconds(20)]) func `a cancelled question is abstained on`(deadline: Duration?) async {
        let (asked, tell) = AsyncStream.makeStream(of: Void.self)
        let judge = ModelJudge(model: SilentModel { tell.finish() }, deadline: deadline, clock: ManualClock())
        let task = Task { await judge.verdict(on: JudgeFixture.question) }
        for await _ in asked {}
        task.cancel()
        let verdict = await task.value
        #expect(verdict.abstention == .failed && verdict.evidence.contains("cancelled"))
    }

    @Test func `all that shapes the answers is part of the identity`() {
        let model = ScriptedChatModel(replies: [])
        var prompt = JudgePrompt.role
        prompt.fail += " Be strict."
        let judges = [
            ModelJudge(model: model), ModelJudge(model: ScriptedChatModel(identity: "another", replies: [])),
            ModelJudge(model: model, sampling: JudgeSampling(temperature: 0.8)), ModelJudge(model: model, sampling: JudgeSampling(maxTokens: 64)),
            ModelJudge(model: model, sampling: JudgeSampling(seed: 2)), ModelJudge(model: model, repairs: 0),
            ModelJudge(model: model, prompts: JudgePrompts([prompt])), ModelJudge(model: JudgeFixture.model(features: [.json])),
        ]
        #expect(Set(judges.map(\.identity)).count == judges.count)
        #expect(judges[0].identity == ModelJudge(model: model, deadline: .seconds(1)).identity)
    }

    @Test func `there is a prompt for every criterion of the table, and they differ`() {
        let criteria =
            [Criterion.promptToLine, Criterion.lineToLine, Criterion.questionAndAnswer, Criterion.role, Criterion.contrast]
            + ComponentKind.allCases.map(Criterion.goal)
        #expect(JudgePrompts.standard.criteria == criteria.sorted())
        #expect(Set(criteria.compactMap { JudgePrompts.standard[$0]?.instruction }).count == criteria.count)
        for criterion in criteria { #expect(JudgePrompts.standard[criterion]?.criterion == criterion) }
    }
}
