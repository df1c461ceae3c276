// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTraining
import Testing

/// One token per letter, special tokens first.
private struct LetterTokenizer: Tokenizer {
    var vocabularySize: Int { 200 }
    func encode(_ text: String) -> [Int32] { text.utf8.map { Int32($0) } }
    func decode(_ ids: [Int32], includingSpecial: Bool) -> String { String(decoding: ids.filter { $0 > 5 }.map { UInt8($0) }, as: UTF8.self) }
    func bytes(of id: Int32) -> [UInt8] { id > 5 ? [UInt8(id)] : [] }
    func specialToken(_ spelling: String) -> Int32? { DialogueTemplate.specialTokens.firstIndex(of: spelling).map(Int32.init) }
}

private actor Reports: SupervisedObserver {
    private(set) var reports: [(step: Int, metrics: Metrics)] = []
    private(set) var validations: [(step: Int, loss: Double?)] = []
    private var onReport: (@Sendable (Int) async -> Void)?
    func whenReporting(_ body: @escaping @Sendable (Int) async -> Void) { onReport = body }
    func reported(step: Int, of steps: Int, _ metrics: Metrics) async throws {
        reports.append((step, metrics))
        await onReport?(step)
    }
    func validated(step: Int, of steps: Int, _ metrics: Metrics) async throws { validations.append((step, metrics["loss/validation"])) }
}

@Suite struct SupervisedTrainerTests {
    /// After 1 comes 2 and 3 in turn; after 0 anything.
    private func examples(_ count: Int, seed: UInt64) -> [SupervisedExample] {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        return (0..<count).map { _ in
            let length = 3 + Int(stream.next() % 6)
            let tokens = [0, 7] + (0..<length).map { Int32(1 + $0 % 3) }
            return SupervisedExample(tokens: tokens, trained: tokens.indices.map { $0 >= 2 })
        }
    }

    private func configuration() -> SupervisedConfiguration {
        var configuration = SupervisedConfiguration()
        configuration.epochs = 3
        configuration.tokensPerStep = 40
        configuration.learningRate = 1
        configuration.schedule = .linear
        configuration.reportEvery = 4
        configuration.validateEvery = 8
        configuration.checkpointEvery = 6
        return configuration
    }

    @Test func `user lines with their ending are trained, the rest is context`() throws {
        let template = try DialogueTemplate(tokenizer: LetterTokenizer())
        let turns = [
            Turn(index: 0, seat: .agent, text: "hi"), Turn(index: 1, seat: .user, text: "yo", finish: .endOfTurn),
            Turn(index: 2, seat: .agent, text: "ok"), Turn(index: 3, seat: .user, text: "by", finish: .endOfDialogue),
        ]
        let example = try #require(try SupervisedExample.examples(prompt: "P", turns: turns, template: template).first)
        let trained = zip(example.tokens, example.trained).filter(\.1).map(\.0)
        #expect(trained == LetterTokenizer().encode("yo") + [template.endOfTurn] + LetterTokenizer().encode("by") + [template.endOfDialogue])
        #expect(example.tokens.count == 2 + 3 + 4 + 3 + 4)
        #expect(example.trainedTokens == 6)
    }

    @Test func `the loss falls on data with a rule`() async throws {
        let reports = Reports()
        let trainer = try SupervisedTrainer(
            configuration: configuration(), server: BanditServer(), training: examples(60, seed: 1), validation: examples(10, seed: 2),
            observer: reports)
        guard case .completed(let steps) = try await trainer.run() else { Issue.record("not completed"); return }
        let validations = await reports.validations
        #expect(validations.last?.step == steps)
        let first = try #require(await reports.reports.first?.metrics["loss/mean"])
        let last = try #require(await reports.reports.last?.metrics["loss/mean"])
        #expect(first > 1 && last < 0.5 * first)
        #expect(try #require(validations.last?.loss) < 0.7)
    }

    @Test func `a step holds at most its budget of tokens and an epoch every example once`() async throws {
        let server = BanditServer()
        var configuration = configuration()
        configuration.contextWeight = 0.25
        let training = examples(30, seed: 3)
        _ = try await SupervisedTrainer(
            configuration: configuration, server: server, training: training, validation: [], observer: Reports()
        ).run()
        let batches = await server.batches
        #expect(batches.allSatisfy { $0.sequences.reduce(0) { $0 + $1.tokens.count } <= 40 })
        #expect(batches.reduce(0) { $0 + $1.sequences.count } == 90)
        let epoch = batches.flatMap(\.sequences).prefix(30).map(\.tokens)
        #expect(epoch.map(\.count).sorted() == training.map(\.tokens.count).sorted())
        #expect(epoch != training.map(\.tokens))
        let sequence = try #require(batches.first?.sequences.first)
        #expect(sequence.advantages[0] == 0.25 && sequence.mask[0] && sequence.advantages[1] == 1)
        // The context is in the mask and yet does not dilute the mean over trained tokens.
        #expect(batches[0].normalizer.tokens == batches[0].sequences.reduce(0) { $0 + $1.advantages.count { $0 == 1 } })
    }

    @Test func `stopping and resuming gives the reports of an uninterrupted run`() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        func trainer(_ server: BanditServer, _ reports: Reports, _ store: CheckpointStore?) throws -> SupervisedTrainer {
            try SupervisedTrainer(
                configuration: configuration(), server: server, training: examples(60, seed: 1), validation: examples(5, seed: 2),
                checkpoints: store, observer: reports)
        }
        let whole = Reports()
        _ = try await trainer(BanditServer(), whole, nil).run()
        let store = CheckpointStore(root: root.path)
        let first = Reports()
        let stopped = try trainer(BanditServer(), first, store)
        await first.whenReporting { if $0 == 8 { await stopped.requestStop() } }
        #expect(try await stopped.run() == .stopped(step: 8))
        let second = Reports()
        let point = try #require(try store.latestComplete().checkpoint).resumePoint
        #expect(point.step == 8)
        _ = try await trainer(BanditServer(), second, store).run(resume: point)
        let joined = await first.reports + second.reports
        let expected = await whole.reports
        #expect(joined.map(\.step) == expected.map(\.step))
        #expect(joined.map(\.metrics.reproducible) == expected.map(\.metrics.reproducible))
        #expect(await (first.validations + second.validations).map(\.loss) == (await whole.validations).map(\.loss))
    }

    @Test func `dialogues that do not fit are counted, and none at all is an error`() async throws {
        let long = SupervisedExample(tokens: [Int32](repeating: 1, count: 33), trained: [Bool](repeating: true, count: 33))
        let reports = Reports()
        _ = try await SupervisedTrainer(
            configuration: configuration(), server: BanditServer(), training: examples(3, seed: 1) + [long], validation: [], observer: reports
        ).run()
        #expect(await reports.reports.last?.metrics["progress/skipped_examples"] == 1)
        let empty = try SupervisedTrainer(
            configuration: configuration(), server: BanditServer(), training: [long], validation: [], observer: Reports())
        let error = await #expect(throws: HoldfastError.self) { _ = try await empty.run() }
        #expect(error?.code == .configuration)
    }
}
