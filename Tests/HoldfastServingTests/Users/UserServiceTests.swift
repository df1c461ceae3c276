// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Synchronization
import Testing

@testable import HoldfastServing

struct UserServiceTests {
    private let fixture: ServedFixture
    private let knowledge = ErrandKnowledge()

    init() throws { fixture = try ServedFixture() }

    /// A simulator that says what it is told to, by the number of the draw.
    private func simulator(_ line: @escaping @Sendable (RandomKey) -> (String, Bool)) async throws -> ServedSimulator {
        try await ServedSimulator(
            server: ScriptedModelServer(tokenizer: fixture.tokenizer, template: fixture.template, contextLength: 400) { _, key in line(key) },
            tokenizer: fixture.tokenizer, template: fixture.template, configuration: ServingConfiguration(model: "sim"))
    }

    private func service(_ configuration: UserServiceConfiguration = UserServiceConfiguration()) -> UserService {
        UserService(configuration, knowledge: knowledge, endMarker: "###STOP###", endOfDialogue: "<|end_of_dialogue|>")
    }

    private func request(_ lines: [String], system: String? = "<scenario>fetch milk.</scenario>", more: [String: Any] = [:]) throws
        -> ChatCompletionsRequest
    {
        let turns = lines.enumerated().map { ["role": $0.isMultiple(of: 2) ? "user" : "assistant", "content": $1] }
        let messages = (system.map { [["role": "system", "content": $0]] } ?? []) + turns
        let body = more.merging(["messages": messages, "seed": 1]) { given, _ in given }
        return try JSONDecoder().decode(ChatCompletionsRequest.self, from: JSONSerialization.data(withJSONObject: body))
    }

    @Test func `the state follows from the messages alone, whatever was asked before`() async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let service = service()
        let chats = [
            ["Hi"], ["Hi", "yes", "I fetched milk."], ["Hi", "yes", "Wait."], ["Hi", "no", "Well?"],
            ["Hi", "yes", "I fetched milk.", "yes", "Else?"],
        ]
        var reports: [[String]: UserReport] = [:]
        for chat in chats + chats.reversed() + [chats[2], chats[2]] {
            let report = try #require(try await service.answer(request(chat), by: simulator)).report
            #expect(report.goalState?.settled == chat.contains("I fetched milk."))
            #expect(report.turn == chat.count / 2 + 1)
            #expect(report.flags.map(\.kind) == (chat.contains("yes") ? ["repeats"] : []))
            if let known = reports[chat] { #expect(known.dialogue == report.dialogue) }
            reports[chat] = report
        }
        #expect(Set(reports.values.map(\.dialogue)).count == chats.count)
        // A service that remembers nothing says the same.
        for chat in chats {
            let fresh = try #require(try await self.service(UserServiceConfiguration(capacity: 1)).answer(request(chat), by: simulator)).report
            #expect(fresh.dialogue == reports[chat]?.dialogue && fresh.goalState?.settled == reports[chat]?.goalState?.settled)
        }
    }

    @Test func `a dialogue that goes on is followed by its new lines alone`() async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let service = service()
        var lines = ["Hi"]
        for turn in 1...8 {
            let before = knowledge.followedLines
            _ = try await service.answer(request(lines), by: simulator)
            #expect(knowledge.followedLines - before == 2, "the agent's line and the user's, turn \(turn)")
            lines += ["yes", "Well? \(turn)"]
        }
    }

    @Test func `a user that stops too early is asked once more where the goal decides`() async throws {
        let draws = DrawCount()
        let simulator = try await simulator { _ in
            draws.add()
            return ("bye", true)
        }
        let early = try #require(
            try await service(UserServiceConfiguration(stopPolicy: .goal)).answer(request(["Hi"]), by: simulator))
        #expect(draws.count == 2 && early.report.resampled && early.report.endedBy == .simulator)
        #expect(early.lines[0].text == "bye ###STOP###")

        let settled = try #require(
            try await service(UserServiceConfiguration(stopPolicy: .goal)).answer(request(["I fetched milk."]), by: simulator))
        #expect(draws.count == 3 && !settled.report.resampled && settled.report.endedBy == .simulator)

        let free = try #require(try await service().answer(request(["Hi"]), by: simulator))
        #expect(draws.count == 4 && !free.report.resampled && free.report.ended)
    }

    @Test func `a line without words is thrown away once, as in training`() async throws {
        let draws = DrawCount()
        let simulator = try await simulator { _ in
            draws.add()
            return (draws.count.isMultiple(of: 2) ? "yes" : "...", false)
        }
        let answer = try #require(try await service().answer(request(["Hi"]), by: simulator))
        #expect(answer.lines[0].text == "yes" && answer.report.resampled && draws.count == 2)
        #expect(
            answer.usage.completion == 2 * (fixture.tokenizer.encode("yes").count + 1) + fixture.tokenizer.encode("...").count
                - fixture.tokenizer.encode("yes").count)
    }

    @Test func `another draw for the same seed is the same each time`() async throws {
        let simulator = try await simulator { key in
            var stream = key.stream
            let ends = stream.chance(0.5)
            return (stream.pick(["yes", "no", "the train", "at noon"]) ?? "", ends)
        }
        let service = service(UserServiceConfiguration(stopPolicy: .goal))
        var resampled = 0
        for seed in 1...12 {
            let first = try #require(try await service.answer(request(["Hi"], more: ["seed": seed]), by: simulator))
            let again = try #require(try await service.answer(request(["Hi"], more: ["seed": seed]), by: simulator))
            #expect(first.lines == again.lines && first.report.resampled == again.report.resampled)
            if first.report.resampled { resampled += 1 }
        }
        #expect((1..<12).contains(resampled))
    }

    @Test func `a user with nothing left to do ends the dialogue where the goal decides`() async throws {
        let simulator = try await simulator { _ in ("thanks", false) }
        let lines = ["Hi", "yes", "I fetched milk."]
        let answer = try #require(try await service(UserServiceConfiguration(stopPolicy: .goal)).answer(request(lines), by: simulator))
        #expect(answer.lines[0].text == "thanks ###STOP###")
        #expect(answer.report.ended && answer.report.endedBy == .goal)
        let left = try #require(try await service().answer(request(lines), by: simulator))
        #expect(left.lines[0].text == "thanks" && !left.report.ended)
        // What is understood in part alone may have another goal.
        let partly = try request(lines, system: "<scenario>fetch milk. Be polite.</scenario>")
        let undecided = try #require(try await service(UserServiceConfiguration(stopPolicy: .goal)).answer(partly, by: simulator))
        #expect(undecided.report.understood == .partly && undecided.report.notUnderstood == ["Be polite"] && !undecided.report.ended)
    }

    @Test(
        arguments: [
            ("You are being transferred to a human agent.", "yes ###TRANSFER###", DialogueEnd.transfer),
            ("What is your password?", "yes ###OUT-OF-SCOPE###", .outOfScope),
            ("Hi", "yes", nil),
        ] as [(String, String, DialogueEnd?)])
    func `the other markers are written where they are wanted`(line: String, text: String, end: DialogueEnd?) async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let marking = service(UserServiceConfiguration(transferMarker: "###TRANSFER###", outOfScopeMarker: "###OUT-OF-SCOPE###"))
        let answer = try #require(try await marking.answer(request([line]), by: simulator))
        #expect(answer.lines[0].text == text && answer.report.endedBy == end)
        // Back in the history the marker is no word of the line.
        let back = try #require(try await marking.answer(request([line, text, "Well?"]), by: simulator))
        #expect(back.report.flags.map(\.kind) == ["repeats"])

        let plain = try #require(try await service().answer(request([line]), by: simulator))
        #expect(plain.lines[0].text == "yes" && !plain.report.ended)
    }

    @Test func `whom a chat is about is told by its model, by a key, or by its prompt`() async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let service = service(UserServiceConfiguration(scenarios: [ErrandKnowledge.scenario("bread", id: "baker")]))
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(ErrandKnowledge.scenario("tea")))
        let text = String(decoding: try JSONEncoder().encode(ErrandKnowledge.scenario("tea")), as: UTF8.self)
        let registered = await service.register(ErrandKnowledge.scenario("cake"))
        let cases: [(String?, [String: Any], String)] = [
            ("<scenario>fetch milk.</scenario>", [:], "task.milk"), ("fetch milk.", [:], "task.milk"), (text, [:], "task.tea"),
            ("<scenario>\(text)</scenario>", [:], "task.tea"), (nil, ["model": "sim/baker"], "task.bread"),
            ("fetch milk.", ["model": "sim/baker", "holdfast_scenario": object], "task.bread"),
            ("fetch milk.", ["holdfast_scenario": object], "task.tea"), (nil, ["holdfast_scenario": text], "task.tea"),
            (nil, ["metadata": ["holdfast_scenario": text]], "task.tea"), (nil, ["metadata": ["holdfast_scenario": object]], "task.tea"),
            (nil, ["metadata": ["holdfast_user": registered.id]], "task.cake"), (nil, ["holdfast_user": "baker"], "task.bread"),
            (nil, ["model": "sim/\(registered.id)", "metadata": NSNull()], "task.cake"),
        ]
        for (system, more, task) in cases {
            let answer = try #require(try await service.answer(request(["Hi"], system: system, more: more), by: simulator), "\(more)")
            #expect(answer.report.goalState?.components.map(\.id) == [task], "\(more)")
        }
        let ordinary = try await service.answer(request(["Hi"], system: "You are Ann.", more: ["model": "sim"]), by: simulator)
        #expect(ordinary == nil)
        for more in [["model": "sim/nobody"], ["holdfast_user": "nobody"], ["model": "other"]] {
            let problem = await #expect(throws: OpenAIProblem.self) { try await service.answer(request(["Hi"], more: more), by: simulator) }
            #expect(problem?.status == 404)
        }
    }

    @Test func `a user shows its dialogues, each by its newest line`() async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let service = service()
        var user: ServedUser?
        for chat in [["Hi"], ["Hi", "yes", "Well?"], ["Hi", "yes", "Well?"], ["Hi", "yes", "Well?", "yes", "I fetched milk."]] {
            let report = try #require(try await service.answer(request(chat), by: simulator)).report
            user = try await service.known(report.user, parameter: nil)
            let shown = await service.describe(try #require(user), model: "sim")
            #expect(shown.dialogues.map(\.dialogue) == [report.dialogue])
        }
        _ = try await service.answer(request(["Hi", "yes", "Wait."]), by: simulator)
        let shown = await service.describe(try #require(user), model: "sim")
        #expect(shown.dialogues.map(\.turn) == [2, 3] && shown.dialogues.map(\.goalState?.settled) == [false, true])
        #expect(shown.goalState?.settled == false && shown.prompt == "fetch milk." && shown.model == "sim/\(shown.id)")
        for number in 0..<20 { _ = try await service.answer(request(["Hi", "yes", "\(number)"]), by: simulator) }
        #expect(await service.describe(try #require(user), model: "sim").dialogues.count == 16)
    }

    @Test func `a dialogue that has no room in the context is refused before it is followed`() async throws {
        let simulator = try await simulator { _ in ("yes", false) }
        let problem = await #expect(throws: OpenAIProblem.self) {
            try await service().answer(request([String(repeating: "word ", count: 500)]), by: simulator)
        }
        #expect(problem?.code == "context_length_exceeded" && knowledge.followedLines == 0)
    }

    @Test func `what was used last is kept`() {
        var memory = LeastRecentlyUsed<Int, String>(capacity: 3)
        for key in 1...3 { memory.keep("\(key)", as: key) }
        #expect(memory.value(of: 1) == "1")
        memory.keep("4", as: 4)
        #expect(memory.count == 3 && memory.value(of: 2) == nil && memory.value(of: 1) == "1" && memory.value(of: 4) == "4")
        for key in 0..<1000 { memory.keep("\(key)", as: key) }
        #expect(memory.count <= 3 && memory.value(of: 999) == "999")
    }

    @Test func `a registered user that was forgotten is not found, one of the start is`() async throws {
        let service = service(UserServiceConfiguration(scenarios: [ErrandKnowledge.scenario("bread", id: "baker")], capacity: 2))
        let first = await service.register(ErrandKnowledge.scenario("tea"))
        #expect(try await service.known(first.id, parameter: nil) == first)
        for thing in ["a", "b", "c"] { _ = await service.register(ErrandKnowledge.scenario(thing)) }
        await #expect(throws: OpenAIProblem.self) { try await service.known(first.id, parameter: nil) }
        #expect(try await service.known("baker", parameter: nil).prompt == "fetch bread.")
    }

    @Test func `several choices are told of each by itself`() async throws {
        let simulator = try await simulator { key in ("yes \(key.rollout)", key.rollout == 1) }
        let answer = try #require(try await service().answer(request(["Hi"], more: ["n": 3]), by: simulator))
        #expect(answer.lines.map(\.text) == ["yes 0", "yes 1 ###STOP###", "yes 2"])
        let reports = [answer.report] + (answer.report.alternatives ?? [])
        #expect(reports.map(\.ended) == [false, true, false])
        #expect(Set(reports.map(\.dialogue)).count == 3)
    }
}

/// How often a simulator was asked.
private final class DrawCount: Sendable {
    private let counter = Mutex(0)
    var count: Int { counter.withLock(\.self) }
    func add() { counter.withLock { $0 += 1 } }
}

extension UserService {
    /// The whole way from a request to its answer.
    fileprivate func answer(_ request: ChatCompletionsRequest, by simulator: ServedSimulator) async throws -> Answer? {
        guard let seat = try await seat(request, model: simulator.configuration.model) else { return nil }
        return try await answer(seat, by: simulator)
    }
}
