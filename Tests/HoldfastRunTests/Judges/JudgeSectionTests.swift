// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastRun

struct JudgeSectionTests {
    private func load(_ yaml: String) throws -> JudgeSection {
        try withFolder { folder in
            try FileSystem.write(yaml, to: "\(folder)/judge.yaml")
            return try JudgeConfiguration.load(file: "\(folder)/judge.yaml")
        }
    }

    private func message(_ yaml: String) -> String {
        do {
            _ = try load(yaml)
            return "read"
        } catch let error as HoldfastError {
            return error.code == .configuration ? error.message : "\(error.code): \(error.message)"
        } catch {
            return "\(error)"
        }
    }

    @Test func `a section is read with its defaults, members of a panel too`() throws {
        let model = try load("judge: {server: \"http://127.0.0.1:1\", temperature: 0.5, key_variable: KEY, max_tokens: 64}")
        #expect(model.type == .model && model.temperature == 0.5 && model.keyVariable == "KEY" && model.maxTokens == 64 && model.seed == 1)
        let panel = try load(
            """
            judge:
              type: panel
              rule: minority_veto
              veto_fails: 2
              cache: verdicts.sqlite
              members:
                - {server: "http://127.0.0.1:1", model: a}
                - {server: "http://127.0.0.1:1", model: b, seed: 7}
                - {type: ledger}
            """)
        #expect(panel.panelRule == .minorityVeto(fails: 2) && panel.members.map(\.model) == ["a", "b", ""] && panel.members[1].seed == 7)
        #expect(panel.members[0].deadline == 120 && panel.members[2].type == .ledger)
    }

    @Test(arguments: [
        ("judge: {}", "judge.server must name the server"), ("judge: {server: x, deadline: -1}", "judge.deadline must be 0"),
        ("judge: {server: x, concurrency: 0}", "judge.concurrency must be at least 1"),
        ("judge: {server: x, temprature: 1}", "did you mean `temperature`"),
        ("judge: {server: x, key_file: f, key_variable: v}", "judge.key_file and its key_variable name the same"),
        ("judge: {type: oracle}", "one of model, panel, ledger, text"), ("judge: {type: panel}", "judge.members must hold two judges or more"),
        ("judge: {type: panel, members: [{server: x}, {model: y}]}", "judge.members (judge 2): server must name"),
        ("judge: {type: panel, members: [{server: x}, {server: y, sever: z}]}", "sever"),
        ("judge: {type: panel, members: [{type: panel}, {server: y}]}", "must be no panels"),
        ("judge: {type: panel, rule: minority_veto, veto_fails: 3, members: [{server: x}, {server: y}]}", "between 1 and the number of members"),
    ])
    func `what no judge can be made of is one error`(yaml: String, expected: String) {
        let message = message(yaml)
        #expect(message.contains(expected) && message.contains("judge.yaml:"), "\(message)")
    }

    @Test func `a ledger judge is the caller's, and a panel may hold it`() async throws {
        var section = JudgeSection()
        section.type = .ledger
        let refused = await #expect(throws: HoldfastError.self) { try await JudgeFactory.judge(from: section) }
        #expect(refused?.code == .configuration)
        let ledger = Fixed(identity: "mine")
        #expect(try await JudgeFactory.judge(from: section, ledger: ledger).identity == "mine")
        section.type = .text
        #expect(try await JudgeFactory.judge(from: section).identity == FreeTextJudge().identity)
        section.type = .panel
        section.members = [JudgeSection(), JudgeSection()]
        (section.members[0].type, section.members[1].type) = (.text, .ledger)
        let panel = try await JudgeFactory.judge(from: section, ledger: ledger)
        #expect(panel.identity.contains("mine") && panel.identity.contains(FreeTextJudge().identity))
        var unreachable = JudgeSection()
        unreachable.server = "http://127.0.0.1:1"
        await #expect(throws: HoldfastError.self) { try await JudgeFactory.judge(from: unreachable) }
    }
}

/// Passes what holds no `Denver`, and abstains on what is empty.
struct Fixed: Judge {
    var identity: String
    func verdict(on question: JudgeQuestion) async -> Verdict {
        let outcome: VerdictOutcome = question.line.isEmpty ? .abstain : question.line.contains("Denver") ? .fail : .pass
        return Verdict(criterion: question.criterion, outcome: outcome, turn: question.turn, evidence: "e", judge: identity)
    }
}
