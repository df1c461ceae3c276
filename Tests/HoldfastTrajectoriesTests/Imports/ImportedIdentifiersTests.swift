// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastTrajectories

@Suite struct ImportedIdentifiersTests {
    private static func scored(_ values: [AnyJSON], records: KnownRecords? = nil) throws -> [ScoredEpisode] {
        let scorer = EpisodeScorer(lexicon: { _ in nil })
        return try MadeTauBench.episodes(values).episodes.map { scorer.score($0.episode).judged(by: IdentifierJudge(records: records)) }
    }

    /// A dialogue of the lines, user first, with a user that was told the instruction.
    private static func judged(_ instruction: String, _ lines: [String], results: [String] = [], records: KnownRecords? = nil) throws -> ScoredEpisode
    {
        let messages =
            results.flatMap { [MadeTauBench.call("get_user_details", [:]), MadeTauBench.tool("get_user_details", $0)] }
            + lines.enumerated().map { $0.offset % 2 == 0 ? MadeTauBench.message("user", $0.element) : MadeTauBench.agent($0.element) }
        let record = MadeTauBench.record(task: 0, trial: 0, .none).with("traj", .array(messages))
            .with(
                "info",
                .object([
                    "task": .object(["user_id": .string("mia_li_3000"), "instruction": .string(instruction), "actions": .array([])])
                ]))
        return try #require(try scored([record], records: records).first)
    }

    @Test("of planted zip codes all are found, at their places, and nothing else is")
    func planted() throws {
        let values = try #require(MadeTauBench.file(tasks: 20, trials: 4).array)
        var found = 0
        for (value, scored) in zip(values, try Self.scored(values)) {
            let id = scored.episode.id
            let isPlanted = MadeTauBench.Fault.allCases[(id.group + id.rollout) % 4] == .zip
            let fails = scored.verdicts.filter { $0.criterion == Criterion.fabrication && $0.outcome == .fail }
            #expect(fails.count == (isPlanted ? 1 : 0), "\(id): \(value)")
            #expect(scored.score(MetricName.fabrications) == (isPlanted ? 1 : 0))
            guard isPlanted else { continue }
            found += 1
            let zip = "\(99_000 - id.group)"
            let verdict = try #require(fails.first)
            let text = Array(scored.episode.turns[2].text.utf8)
            #expect(verdict.turn == 2 && verdict.judge == IdentifierJudge.identity)
            #expect(verdict.places.map { String(decoding: text[$0], as: UTF8.self) } == [zip])
            #expect(verdict.evidence == "makes up zip code \(zip), but it was told \(10_000 + id.group)")
            let drift = scored.verdicts(on: Criterion.promptToLine)
            #expect(drift.count == scored.episode.userTurns.count && drift.first { $0.turn == 2 }?.outcome == .fail)
        }
        #expect(found == 20)
    }

    struct Case: CustomTestStringConvertible {
        var instruction: String
        var lines: [String]
        var results: [String] = []
        /// Kinds and values that are made up.
        var expected: [String]
        var testDescription: String { "\(instruction) | \(lines.joined(separator: " | "))" }
    }

    @Test(
        "what nobody gave is made up, and what was given, heard, reckoned or true is not",
        arguments: [
            Case(instruction: "You are mia_li_3000.", lines: ["My user ID is mia_li_3000."], expected: []),
            Case(instruction: "You are Mia.", lines: ["My user ID is mia_li_4444."], expected: ["user_id mia_li_4444"]),
            Case(instruction: "You are Mia.", lines: ["My user ID is mia_li_3000."], expected: []),
            Case(instruction: "You want to return it.", lines: ["Order #W1234567.", "Which?", "I said #W1234567."], expected: ["order_id w1234567"]),
            Case(instruction: "You want to return it.", lines: ["Hi", "Is it #W1234567?", "Yes, #W1234567."], expected: []),
            Case(instruction: "Return W1234567.", lines: ["It is #W1234567"], expected: []),
            Case(instruction: "You are mia_li_3000.", lines: ["Hi", "Name?", "My name is Mia Li."], expected: []),
            Case(instruction: "You are mia_li_3000.", lines: ["Hi", "Name?", "My name is Mia Chen."], expected: ["name mia chen"]),
            Case(instruction: "Pay with your 7447 card.", lines: ["The card ending in 7447"], expected: []),
            Case(instruction: "Pay with your card.", lines: ["The card ending in 1234."], expected: ["last_four_digits 1234"]),
            Case(instruction: "You fly on May 20.", lines: ["On May 20th, 2024"], expected: []),
            Case(instruction: "You fly on May 20.", lines: ["On May 23rd"], expected: ["date 5-23"]),
            Case(instruction: "You fly on May 20 or the next day.", lines: ["On May 21"], expected: []),
            Case(instruction: "You fly May 20-25.", lines: ["From May 20 to May 25"], expected: []),
            Case(instruction: "Return #W1234567.", lines: ["My order 1234567"], expected: []),
            Case(instruction: "You accept up to $100.", lines: ["I pay $100 at most"], expected: []),
            Case(instruction: "Use the $500 certificate.", lines: ["It costs $1,237."], expected: ["amount 1237"]),
            Case(instruction: "x", lines: ["Hi", "That is $152 and $103", "So $255, or $49 more?"], expected: []),
            Case(instruction: "x", lines: ["Hi", "It is $52.90.", "$53 is fine"], expected: []),
            Case(instruction: "x", lines: ["I live at 12 Elm Street, zip 90210"], expected: ["street 12 elm street", "zip_code 90210"]),
            Case(
                instruction: "x", lines: ["a", "b", "My zip is 78750"], results: ["{\"zip\": \"78750\"}"],
                expected: []),
            Case(instruction: "x", lines: ["certificate_7504069 please"], expected: ["payment_id certificate_7504069"]),
            Case(instruction: "x", lines: ["a", "Use certificate 7504069?", "Yes, certificate_7504069"], expected: []),
            Case(instruction: "x", lines: ["The reason is that my cat is ill, I have 3 bags and 2 kids"], expected: []),
        ])
    func origins(_ example: Case) throws {
        let scored = try Self.judged(example.instruction, example.lines, results: example.results)
        let made = IdentifierJudge().statements(in: scored.episode)?.filter(\.isMadeUp).map {
            "\($0.identifier.kind.rawValue) \($0.identifier.value)"
        }
        #expect(made == example.expected)
    }

    @Test("a true value that nobody had told is no fault, and is said to be one")
    func unheard() throws {
        let scored = try Self.judged("x", ["a", "b", "My zip is 78750"], results: ["{\"zip\": \"78750\"}"])
        let verdict = try #require(scored.verdicts.first { $0.criterion == Criterion.fabrication })
        #expect(verdict.outcome == .abstain && verdict.evidence == "says zip code 78750, which is true but which nobody had told it")
        #expect(scored.score(MetricName.fabrications) == 0 && scored.score(MetricName.identifiers) == 1)
    }

    @Test("with the database it is known whose a value is")
    func records() throws {
        let records = KnownRecords([
            .object(["mia_li_3000": .object(["email": .string("mia@x.com"), "orders": .array([.string("#W7000001")])])]),
            .object(["#W7000002": .object(["user_id": .string("bo_lee_1")])]),
        ])
        let scored = try Self.judged("x", ["#W7000001, #W7000002, #W7000003"], records: records)
        let verdicts = scored.verdicts.filter { $0.criterion == Criterion.fabrication }
        #expect(
            verdicts.map(\.evidence) == ["makes up order id w7000002, which is another's; makes up order id w7000003, which no record holds"])
        #expect(IdentifierJudge(records: records).statements(in: scored.episode)?.map(\.origin) == [.trueUnheard, .madeUp, .madeUp])
    }

    @Test("of a user of whom nothing is known nothing is said")
    func nothingKnown() throws {
        let scored = try Self.scored([MadeTauBench.record(task: 0, trial: 0, .zip).with("info", nil)])[0]
        #expect(scored.score(MetricName.identifiers) == nil && scored.score(MetricName.fabrications) == nil)
        #expect(!scored.verdicts.contains { $0.criterion == Criterion.fabrication || $0.judge == IdentifierJudge.identity })
    }

    @Test("instructions of real tasks, said word for word, contain nothing made up", .enabled(if: RealTasks.isPresent, "../shared/data is not there"))
    func instructions() throws {
        var stated = 0
        for (index, instruction) in try RealTasks.instructions().enumerated() {
            let scored = try Self.judged(instruction, [instruction])
            let statements = try #require(IdentifierJudge().statements(in: scored.episode))
            stated += statements.count
            #expect(statements.filter(\.isMadeUp).isEmpty, "task \(index): \(instruction)")
        }
        #expect(stated > 150)
    }

    @Test(
        "identifiers of other tasks' users are made up, the own ones are not", .enabled(if: RealTasks.isPresent, "../shared/data is not there"))
    func swapped() throws {
        let instructions = try RealTasks.instructions()
        var own = (stated: 0, made: 0)
        var others = (stated: 0, made: 0)
        for (index, instruction) in instructions.enumerated() {
            let other = instructions[(index + instructions.count / 2) % instructions.count]
            let told = Set(IdentifierReader.identifiers(in: instruction).map(\.value))
            for (text, isOwn) in [(instruction, true), (other, false)] {
                let line = text.replacing("Your name", with: "My name").replacing("your zip", with: "my zip")
                let statements = try #require(IdentifierJudge().statements(in: try Self.judged(instruction, [line]).episode))
                for statement in statements where isOwn || !told.contains(statement.identifier.value) {
                    if isOwn {
                        own.stated += 1
                        own.made += statement.isMadeUp ? 1 : 0
                    } else {
                        others.stated += 1
                        others.made += statement.isMadeUp ? 1 : 0
                    }
                }
            }
        }
        #expect(own.stated > 150 && own.made == 0)
        // Names that two users share in part are the only ones to get away.
        #expect(others.stated > 150 && others.made * 100 >= others.stated * 98, "\(others)")
    }
}

/// The tasks of tau-bench's retail domain, which lie beside the repository and are no part of it.
enum RealTasks {
    private static let path = packageFolder.deletingLastPathComponent().appending(path: "shared/data/tau-bench/retail/tasks_train.json").path
    static let isPresent = FileManager.default.fileExists(atPath: path)

    /// All 500 where slow tests are wanted, else every tenth.
    static func instructions() throws -> [String] {
        let tasks = try AnyJSON(parsing: [UInt8](Data(contentsOf: URL(filePath: path)))).array ?? []
        let step = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" ? 1 : 10
        return stride(from: 0, to: tasks.count, by: step).compactMap { tasks[$0].object?["instruction"]?.text }
    }
}
