// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
import Synchronization

/// A judge whose verdicts are kept: it is asked the same question once.
///
/// What is kept:
/// - decisions, and abstentions of a judge that looked (`cannotTell`, `nothingKnown`, `disagreement`);
/// - `unreadable` abstentions: a judge is its model, prompt, sampling and seed, and the same request to the same model is expected to give
///   the same reply, so that asking again would pay twice for nothing, and a replayed run would differ from its original. Who wants another
///   answer takes another seed, prompt or limit of tokens, which is another judge;
/// - neither `failed` nor `timedOut` ones: they say something about the server at that moment and nothing about the line.
///
/// Equal questions that are asked at the same time are asked once. Cache the members of a panel rather than the panel: a member that fails
/// leaves the vote, and what the others decide without it should not be kept for good.
public final class CachedJudge: Judge {
    /// That of the judge.
    public let identity: String
    private let judge: any Judge
    private let cache: VerdictCache
    private let flights = SharedAnswers()
    private let counters = Mutex(JudgeUsage())

    /// A judge in front of which a cache is put. Judges of different identities may share the cache.
    public init(_ judge: any Judge, cache: VerdictCache) {
        identity = judge.identity
        self.judge = judge
        self.cache = cache
    }

    /// What the questions so far cost.
    public var usage: JudgeUsage { counters.withLock(\.self) }

    /// The stored verdict, or a new one, about the question's turn.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        counters.withLock { $0.questions += 1 }
        let key = VerdictCache.key(judge: identity, question: question)
        var verdict = await answer(question, key)
        verdict.turn = question.turn
        return verdict
    }

    private func answer(_ question: JudgeQuestion, _ key: String) async -> Verdict {
        while !Task.isCancelled {
            if flights.lead(key) { return await lookOrAsk(question, key) }
            if let shared = await flights.wait(for: key) {
                counters.withLock { $0.shared += 1 }
                return shared
            }
        }
        return .abstain(question.criterion, .failed, evidence: "the question was cancelled", judge: identity)
    }

    private func lookOrAsk(_ question: JudgeQuestion, _ key: String) async -> Verdict {
        if let known = trying({ try cache.verdict(for: key) }) ?? nil {
            counters.withLock { $0.hits += 1 }
            flights.finish(key, known)
            return known
        }
        var verdict = await judge.verdict(on: question)
        counters.withLock { $0.count(verdict) }
        let isKept = Self.isKept(verdict)
        if isKept { verdict = trying { try cache.store(verdict, for: key) } ?? verdict }
        // What failed because this caller was cancelled is nothing to the others: one of them asks again.
        flights.finish(key, Task.isCancelled && !isKept ? nil : verdict)
        return verdict
    }

    private static func isKept(_ verdict: Verdict) -> Bool {
        switch verdict.abstention {
        case .failed, .timedOut: false
        case nil, .cannotTell, .nothingKnown, .unreadable, .disagreement: true
        }
    }

    /// A cache that cannot be used costs calls and no verdicts; the failure is counted and told.
    private func trying<Result>(_ body: () throws -> Result) -> Result? {
        do {
            return try body()
        } catch {
            counters.withLock { counters in
                counters.failures += 1
                if counters.failure.isEmpty { counters.failure = "\(error)" }
            }
            return nil
        }
    }
}
