// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTesting
import Synchronization
import Testing

struct CachedJudgeTests {
    private let question = JudgeFixture.question

    private func withCache(_ body: (VerdictCache) async throws -> Void) async throws {
        try await withTemporaryFolder { try await body(try VerdictCache(path: "\($0)/cache.sqlite")) }
    }

    @Test func `a run that is played again makes no call`() async throws {
        try await withTemporaryFolder { folder in
            let questions = (0..<20).map { (number: Int) in
                JudgeQuestion(criterion: Criterion.promptToLine, ground: "lives in boston", line: "line \(number)", turn: number)
            }
            func run() async throws -> (verdicts: [Verdict], usage: JudgeUsage, calls: Int) {
                let model = JudgeFixture.model()
                let judge = CachedJudge(ModelJudge(model: model), cache: try VerdictCache(path: "\(folder)/cache.sqlite"))
                var verdicts: [Verdict] = []
                for question in questions { verdicts.append(await judge.verdict(on: question)) }
                return (verdicts, judge.usage, await model.requests.count)
            }
            let first = try await run()
            let second = try await run()
            #expect(first.calls == 20 && second.calls == 0)
            #expect(first.verdicts == second.verdicts && first.verdicts.map(\.turn) == questions.map(\.turn))
            #expect(first.usage.asked == 20 && first.usage.calls == 20 && first.usage.promptTokens == 1800 && first.usage.completionTokens == 400)
            #expect(second.usage.hits == 20 && second.usage.asked == 0 && second.usage.calls == 0 && second.usage.promptTokens == 0)
        }
    }

    @Test func `the turn is that of the question, not of the stored verdict`() async throws {
        try await withCache { cache in
            let model = JudgeFixture.model()
            let judge = CachedJudge(ModelJudge(model: model), cache: cache)
            var later = question
            later.turn = 8
            #expect(await judge.verdict(on: question).turn == 3)
            #expect(await judge.verdict(on: later).turn == 8)
            #expect(await model.requests.count == 1)
        }
    }

    @Test func `judges that differ in anything do not share verdicts`() async throws {
        try await withCache { cache in
            let model = JudgeFixture.model()
            for sampling in [JudgeSampling(), JudgeSampling(temperature: 1), JudgeSampling(maxTokens: 64), JudgeSampling(seed: 2)] {
                _ = await CachedJudge(ModelJudge(model: model, sampling: sampling), cache: cache).verdict(on: question)
            }
            #expect(await model.requests.count == 4)
            let count = try cache.count()
            #expect(count == 4)
        }
    }

    /// Abstains for a reason, and counts.
    private final class Abstaining: Judge {
        let identity = "abstaining"
        let reason: Abstention
        let count = Mutex(0)
        init(_ reason: Abstention) { self.reason = reason }
        func verdict(on question: JudgeQuestion) async -> Verdict {
            count.withLock { $0 += 1 }
            return .abstain(question.criterion, reason, turn: question.turn, evidence: "e", judge: identity)
        }
    }

    @Test(arguments: Abstention.allCases) func `failures and time-outs are asked again, other abstentions are kept`(reason: Abstention) async throws {
        try await withCache { cache in
            let inner = Abstaining(reason)
            let judge = CachedJudge(inner, cache: cache)
            for _ in 0..<3 { #expect(await judge.verdict(on: question).abstention == reason) }
            #expect(inner.count.withLock(\.self) == (reason == .failed || reason == .timedOut ? 3 : 1))
        }
    }

    /// Answers when it is told to.
    private final class Gated: Judge {
        let identity = "gated"
        let count = Mutex(0)
        let gate = AsyncStream.makeStream(of: Void.self)
        let begun = AsyncStream.makeStream(of: Void.self)
        func verdict(on question: JudgeQuestion) async -> Verdict {
            count.withLock { $0 += 1 }
            begun.continuation.yield()
            for await _ in gate.stream { break }
            guard !Task.isCancelled else { return .abstain(question.criterion, .failed, evidence: "cancelled", judge: identity) }
            return Verdict(criterion: question.criterion, outcome: .pass, turn: question.turn, judge: identity)
        }
    }

    @Test func `equal questions at the same time are asked once`() async throws {
        try await withCache { cache in
            let inner = Gated()
            let judge = CachedJudge(inner, cache: cache)
            let tasks = (0..<10).map { turn in
                Task {
                    var question = JudgeFixture.question
                    question.turn = turn
                    return await judge.verdict(on: question)
                }
            }
            for await _ in inner.begun.stream { break }
            while judge.usage.questions < 10 { await Task.yield() }
            inner.gate.continuation.yield()
            for (turn, task) in tasks.enumerated() {
                let verdict = await task.value
                #expect(verdict.outcome == .pass && verdict.turn == turn)
            }
            #expect(inner.count.withLock(\.self) == 1)
            #expect(judge.usage.asked == 1 && judge.usage.shared + judge.usage.hits == 9)
        }
    }

    @Test func `when the one who asks is cancelled, another asks`() async throws {
        try await withCache { cache in
            let inner = Gated()
            let judge = CachedJudge(inner, cache: cache)
            let first = Task { await judge.verdict(on: JudgeFixture.question) }
            for await _ in inner.begun.stream { break }
            let second = Task { await judge.verdict(on: JudgeFixture.question) }
            while judge.usage.questions < 2 { await Task.yield() }
            first.cancel()
            #expect(await first.value.abstention == .failed)
            for await _ in inner.begun.stream { break }
            inner.gate.continuation.yield()
            #expect(await second.value.outcome == .pass)
        }
    }

    @Test func `who waits can be cancelled without the one who asks`() async throws {
        try await withCache { cache in
            let inner = Gated()
            let judge = CachedJudge(inner, cache: cache)
            let first = Task { await judge.verdict(on: JudgeFixture.question) }
            for await _ in inner.begun.stream { break }
            let second = Task { await judge.verdict(on: JudgeFixture.question) }
            while judge.usage.questions < 2 { await Task.yield() }
            second.cancel()
            #expect(await second.value.abstention == .failed)
            inner.gate.continuation.yield()
            #expect(await first.value.outcome == .pass)
        }
    }

    @Test func `a cache that cannot be read costs calls and no verdicts, and is told`() async throws {
        try await withCache { cache in
            let model = JudgeFixture.model()
            let judge = CachedJudge(ModelJudge(model: model), cache: cache)
            try execute("DROP TABLE verdict", at: cache.path)
            for _ in 0..<2 { #expect(await judge.verdict(on: question).outcome == .fail) }
            #expect(await model.requests.count == 2)
            #expect(judge.usage.failures == 4 && judge.usage.failure.contains(cache.path))
        }
    }
}
