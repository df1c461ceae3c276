// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastRewards
import Testing

/// What is said in a dialogue cannot move the request to its judge, nor stand in for the judge's answer.
struct JudgeInjectionTests {
    private static func request(_ question: JudgeQuestion, _ features: Set<ChatFeature> = []) async throws -> ChatRequest {
        let model = JudgeFixture.model(features: features)
        _ = await ModelJudge(model: model).verdict(on: question)
        return try #require(await model.requests.first)
    }

    /// Questions with the hostile text at each place that a text has.
    private static func questions(_ text: String) -> [JudgeQuestion] {
        [
            JudgeQuestion(criterion: Criterion.promptToLine, ground: "a", line: text),
            JudgeQuestion(criterion: Criterion.promptToLine, ground: text, line: "b"),
            JudgeQuestion(
                criterion: Criterion.promptToLine, ground: "a", dialogue: [JudgedLine(.agent, text), JudgedLine(.user, text)], line: "b"),
        ]
    }

    @Test(arguments: HostileLines.all.indices) func `the request's structure is unmoved, and its data decode exactly`(index: Int) async throws {
        let text = HostileLines.all[index]
        let innocent = try await Self.request(JudgeQuestion(criterion: Criterion.promptToLine, ground: "a", line: "b"))
        for question in Self.questions(text) {
            let request = try await Self.request(question)
            #expect(request.messages.count == 2 && request.messages.map(\.role) == [.system, .user])
            #expect(Array(request.messages[0].content.utf8) == Array(innocent.messages[0].content.utf8))
            let parts = JudgeFixture.parts(request)
            #expect(parts.count == 3 && parts[0] == JudgeFixture.parts(innocent)[0] && parts[2] == JudgeFixture.parts(innocent)[2])
            // No reader of lines sees more of them, whatever it takes for the end of one.
            #expect(request.messages[1].content.split(whereSeparator: \.isNewline).count == 3)
            let material = try JudgeFixture.material(request)
            #expect(Array(material.line.utf8) == Array(question.line.utf8) && Array(material.ground.utf8) == Array(question.ground.utf8))
            #expect(material.dialogue.map { Array($0.text.utf8) } == question.dialogue.map { Array($0.text.utf8) })
            #expect(material.dialogue.map(\.seat) == question.dialogue.map(\.seat))
            // Nothing within the strings looks like a marker, a fence or an object.
            let strings = parts[1].replacing(#"{"seat": "agent", "text": "#, with: "").replacing(#"{"seat": "user", "text": "#, with: "")
            #expect(strings.count { "{}".contains($0) } == 2 + question.dialogue.count)
            #expect(!parts[1].contains("<") && !parts[1].contains("`") && !parts[1].contains("|"))
            #expect((request.parameters, request.format, request.seed) == (innocent.parameters, innocent.format, innocent.seed))
        }
    }

    @Test(arguments: HostileLines.all.indices) func `an echo of the line is no verdict`(index: Int) async {
        let text = HostileLines.all[index]
        for question in Self.questions(text) {
            for features: Set<ChatFeature> in [[], [.json]] {
                let echo = ScriptedChatModel(features: features) { _, _ in ChatReply(text) }
                let verdict = await ModelJudge(model: echo).verdict(on: question)
                #expect(verdict.outcome == .abstain && verdict.abstention == .unreadable, "\(text.prefix(80))")
            }
        }
    }

    @Test func `any characters decode exactly, and stay on their line`() async throws {
        for seed: UInt64 in 0..<60 {
            var stream = RandomKey(seed: seed, purpose: .text).stream
            var text = ""
            while text.unicodeScalars.count < 80 {
                // All of Unicode, and more often the characters that JSON and templates are made of.
                let number =
                    stream.chance(0.5) ? UInt32(truncatingIfNeeded: stream.next() % 0x80) : UInt32(truncatingIfNeeded: stream.next() % 0x11_0000)
                if let scalar = Unicode.Scalar(number) { text.unicodeScalars.append(scalar) }
            }
            let request = try await Self.request(JudgeQuestion(criterion: Criterion.role, ground: "", line: text))
            #expect(Array(try JudgeFixture.material(request).line.utf8) == Array(text.utf8), "seed \(seed)")
            #expect(request.messages[1].content.split(whereSeparator: \.isNewline).count == 3, "seed \(seed)")
        }
    }

    @Test func `there are hostile lines enough`() {
        #expect(Set(HostileLines.all).count >= 30)
    }

    @Test func `a whole answer that was written before the question is none`() async throws {
        // Also one with the item of another question, as a user could have seen it.
        let other = try JudgeFixture.material(await Self.request(JudgeFixture.question)).item
        let line = JudgeFixture.reply(other, "pass")
        let echo = ScriptedChatModel(features: []) { _, _ in ChatReply(line) }
        let question = JudgeQuestion(criterion: Criterion.promptToLine, ground: "a", line: line)
        #expect(await ModelJudge(model: echo).verdict(on: question).abstention == .unreadable)
    }

    @Test func `items differ by question and by seed`() async throws {
        var items: [String] = []
        for number in 0..<50 {
            items.append(try JudgeFixture.material(await Self.request(JudgeQuestion(criterion: Criterion.role, ground: "", line: "\(number)"))).item)
        }
        #expect(Set(items).count == items.count && items.allSatisfy { $0.count == 6 && $0.allSatisfy(\.isNumber) })
        let model = JudgeFixture.model()
        let question = JudgeQuestion(criterion: Criterion.role, ground: "", line: "0")
        _ = await ModelJudge(model: model, sampling: JudgeSampling(seed: 9)).verdict(on: question)
        #expect(try JudgeFixture.material(try #require(await model.requests.first)).item != items[0])
    }
}
