// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTesting
import Testing

/// The suite passes judges that keep the protocol, and finds each fault in one that does not.
struct JudgeConformanceTests {
    private typealias Known = JudgeConformance.Known

    /// Lines of the fixture's scenario: who lives in Boston, and wants a trip for two people.
    static let known: [JudgeConformance.Known] = [
        question("I live in Boston.", asked: "Where do you live?", .pass), question("I live in Denver.", asked: "Where do you live?", .fail),
        question("2 people", asked: "How many people?", .pass), question("5 people", asked: "How many people?", .fail),
        Known(
            JudgeQuestion(criterion: Criterion.lineToLine, ground: "I live in Boston.\n2 people", line: "I live in Chicago.", turn: 5), .fail),
        Known(JudgeQuestion(criterion: Criterion.lineToLine, ground: "I live in Boston.", line: "2 people", turn: 3), .pass),
        Known(
            JudgeQuestion(
                criterion: Criterion.questionAndAnswer, ground: "boston", dialogue: [JudgedLine(.agent, "Where do you live?")],
                line: "I live in Boston."),
            .pass),
        Known(
            JudgeQuestion(
                criterion: Criterion.questionAndAnswer, ground: "boston", dialogue: [JudgedLine(.agent, "Where do you live?")],
                line: "I live in Denver."),
            .fail),
    ]

    private static func question(_ line: String, asked: String, _ outcome: VerdictOutcome) -> Known {
        Known(
            JudgeQuestion(
                criterion: Criterion.promptToLine, ground: "lives in boston\ntwo people", dialogue: [JudgedLine(.agent, asked)], line: line, turn: 1),
            outcome)
    }

    static let ledger = LedgerQuestionJudge(scenario: RewardFixture.scenario(), lexicon: RewardFixture.lexicon)

    /// Knows the known questions by heart, and answers in the form that is asked for.
    static func model(_ identity: String = "scripted", features: Set<ChatFeature> = []) -> ScriptedChatModel {
        ScriptedChatModel(identity: identity, features: features) { request, _ in
            let material = try JudgeFixture.material(request)
            let answer = known.first { item in
                let question = item.question
                return question.line == material.line && question.ground == material.ground && question.dialogue == material.dialogue
            }
            return ChatReply(JudgeFixture.reply(material.item, answer?.outcome.rawValue ?? "cannot_tell", evidence: "known"))
        }
    }

    @Test func `the ledger judge keeps every promise`() async {
        #expect(await JudgeConformance(known: Self.known) { Self.ledger }.violations() == [])
    }

    @Test func `the judge of free text keeps every promise`() async {
        let ground = "I live in Boston.\nI have two dogs.\nI am a nurse."
        let lines: [(String, VerdictOutcome)] = [("I live in Boston.", .pass), ("I live in Denver.", .fail), ("I have two dogs.", .pass)]
        let known = lines.map { JudgeConformance.Known(JudgeQuestion(criterion: Criterion.promptToLine, ground: ground, line: $0.0, turn: 1), $0.1) }
        #expect(await JudgeConformance(known: known) { FreeTextJudge() }.violations() == [])
    }

    @Test(arguments: [[], [ChatFeature.json]]) func `a judge that asks a model keeps every promise`(features: [ChatFeature]) async {
        #expect(await JudgeConformance(known: Self.known) { ModelJudge(model: Self.model(features: Set(features))) }.violations() == [])
        let hurried = JudgeConformance(known: Self.known) {
            ModelJudge(model: Self.model(features: Set(features)), deadline: .seconds(60), clock: ManualClock())
        }
        #expect(await hurried.violations() == [])
    }

    @Test(arguments: [PanelRule.majority, .minorityVeto(fails: 1), .minorityVeto(fails: 2)])
    func `a panel keeps every promise`(rule: PanelRule) async {
        let suite = JudgeConformance(known: Self.known) {
            try JudgePanel([Self.ledger, ModelJudge(model: Self.model("one")), ModelJudge(model: Self.model("two"))], rule: rule)
        }
        #expect(await suite.violations() == [])
    }

    @Test func `a cached judge keeps every promise`() async throws {
        try await withTemporaryFolder { folder in
            let suite = JudgeConformance(known: Self.known) {
                CachedJudge(ModelJudge(model: Self.model()), cache: try VerdictCache(path: "\(folder)/\(UUID().uuidString).sqlite"))
            }
            #expect(await suite.violations() == [])
        }
    }

    @Test(arguments: 1...8) func `a faulty judge keeps every promise, but decides less`(seed: UInt64) async {
        let suite = JudgeConformance(known: Self.known, decides: 0.1, repeats: false) { FaultyJudge(Self.ledger, seed: seed) }
        #expect(await suite.violations() == [], "seed \(seed)")
    }

    @Test func `a faulty judge goes wrong as often as it should, and the same way again`() async {
        func outcomes(_ seed: UInt64) async -> [String] {
            let judge = FaultyJudge(Self.ledger, seed: seed)
            var result: [String] = []
            for number in 0..<2000 {
                var question = Self.known[0].question
                question.dialogue.insert(JudgedLine(.user, "\(number)"), at: 0)
                let verdict = await judge.verdict(on: question)
                result.append(verdict.abstention?.rawValue ?? verdict.outcome.rawValue)
            }
            return result
        }
        let first = await outcomes(1)
        #expect(await outcomes(1) == first)
        #expect(await outcomes(2) != first)
        for (name, share) in [("failed", 0.2), ("timedOut", 0.1), ("unreadable", 0.1), ("pass", 0.6)] {
            let seen = Double(first.count { $0 == name }) / Double(first.count)
            // Four standard errors.
            #expect(abs(seen - share) < 4 * (share * (1 - share) / 2000).squareRoot(), "\(name): \(seen)")
        }
        let again = FaultyJudge(Self.ledger, seed: 1)
        var answers: Set<VerdictOutcome> = []
        for _ in 0..<40 { answers.insert(await again.verdict(on: Self.known[0].question).outcome) }
        #expect(answers == [.pass, .abstain], "an equal question is a new call")
    }

    /// The ledger judge, with a fault.
    private struct Broken: Judge {
        var identity = "broken"
        var change: @Sendable (JudgeQuestion, inout Verdict) -> Void

        func verdict(on question: JudgeQuestion) async -> Verdict {
            var verdict = await JudgeConformanceTests.ledger.verdict(on: question)
            verdict.judge = identity
            change(question, &verdict)
            return verdict
        }
    }

    private static let faults: [(String, @Sendable (JudgeQuestion, inout Verdict) -> Void)] = [
        ("an answer is about its question, by its judge", { $1.turn = 1 }), ("an answer is about its question, by its judge", { $1.judge = "" }),
        ("an answer is about its question, by its judge", { $1.criterion = Criterion.role }),
        ("an abstention has a reason, a decision none", { if $1.outcome == .pass { $1.outcome = .abstain } }),
        ("an abstention has a reason, a decision none", { $1.abstention = .failed }),
        (
            "an abstention has a reason, a decision none",
            { if $0.line == "2 people" { $1 = .abstain($0.criterion, .failed, turn: $0.turn, evidence: "", judge: $1.judge) } }
        ),
        ("no answer is the opposite of the truth", { if $1.outcome == .fail { $1.outcome = .pass } }),
        (
            "what can be decided is",
            { if $0.line == "2 people" { $1 = .abstain($0.criterion, .failed, turn: $0.turn, evidence: "e", judge: $1.judge) } }
        ),
        (
            "equal questions get equal answers, whatever their turn",
            { if $0.turn == 99 { $1 = .abstain($0.criterion, .failed, turn: 99, evidence: "e", judge: $1.judge) } }
        ),
        ("questions at once are answered each by its own answer", { if ($0.turn ?? 0) > 12, $0.turn != 99 { $1.turn = 0 } }),
        (
            "an unknown criterion is abstained on",
            { if $1.outcome == .abstain { $1 = Verdict(criterion: $0.criterion, outcome: .pass, turn: $0.turn, judge: $1.judge) } }
        ),
        (
            "a decision rests on calls that say the same",
            { $1.calls = [JudgeCall(judge: "m", outcome: .abstain, promptHash: "h", reply: "")] }
        ),
        ("a decision rests on calls that say the same", { $1.calls = [JudgeCall(judge: "m", outcome: $1.outcome, promptHash: "", reply: "")] }),
        (
            "a decision rests on calls that say the same",
            { $1.calls = [JudgeCall(judge: "m", outcome: $1.outcome, promptHash: "h", reply: "", promptTokens: -1)] }
        ),
        ("places lie in the line, and only a fail has any", { if $1.outcome == .fail { $1.places = [0..<1000] } }),
        ("places lie in the line, and only a fail has any", { if $1.outcome == .pass { $1.places = [0..<1] } }),
        ("strange texts are answered like others", { if $0.line.contains("```") { $1.criterion = "" } }),
        (
            "a cancelled question ends, and the judge lives on",
            { if Task.isCancelled { $1 = Verdict(criterion: $0.criterion, outcome: .fail, judge: "") } }
        ),
    ]

    @Test(arguments: faults.indices) func `each fault is found under its promise`(index: Int) async {
        let (promise, change) = Self.faults[index]
        let found = await JudgeConformance(known: Self.known) { Broken(change: change) }.violations()
        #expect(found.contains { $0.promise == promise }, "\(promise)")
    }

    @Test func `judges that cannot be told apart or made are found out`() async {
        let unnamed = await JudgeConformance(known: Self.known) { Broken(identity: "", change: { _, _ in }) }.violations()
        #expect(unnamed.map(\.promise) == ["equal judges have equal identities"])
        let changing = await JudgeConformance(known: Self.known) { Broken(identity: UUID().uuidString, change: { _, _ in }) }.violations()
        #expect(changing.map(\.promise) == ["equal judges have equal identities"])
        let throwing = await JudgeConformance(known: Self.known) { throw HoldfastError(.reward, "no judge") }.violations()
        #expect(throwing.count == 12 && throwing.allSatisfy { $0.finding.contains("no judge") })
        let misused = await JudgeConformance(known: [Self.known[0], Self.known[0]]) { Self.ledger }.violations()
        #expect(misused.map(\.promise) == ["usage"])
    }
}

/// Runs a body with a fresh folder that is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-judges-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
