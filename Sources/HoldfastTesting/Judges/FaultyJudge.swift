// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastRewards
import Synchronization

/// A judge as servers make them: a share of its calls fails, a share takes too long, and a share of its replies is nonsense.
///
/// Which calls do follows from the seed, the question and how often it was asked before, whatever the order and concurrency of questions.
public final class FaultyJudge: Judge {
    /// The judge's, with what goes wrong.
    public let identity: String
    private let judge: any Judge
    private let seed: UInt64
    private let chances: (failing: Double, late: Double, nonsense: Double)
    private let asked = Mutex<[String: Int]>([:])

    /// Spoils another judge's calls: 20 % fail, 10 % are late and 10 % nonsense, unless told otherwise.
    public init(_ judge: any Judge, seed: UInt64, failing: Double = 0.2, late: Double = 0.1, nonsense: Double = 0.1) {
        identity = "\(judge.identity), at times faulty (seed \(seed))"
        self.judge = judge
        self.seed = seed
        chances = (failing, late, nonsense)
    }

    /// The judge's verdict, or an abstention with the reason.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        let hash = question.hash
        let time = asked.withLock { asked in
            asked[hash, default: 0] += 1
            return asked[hash, default: 0]
        }
        var stream = RandomKey(seed: seed ^ StableHash.of(hash), step: time, purpose: .sampling).stream
        let draw = stream.uniform()
        let (failing, late, nonsense) = chances
        if draw < failing { return spoiled(question, .failed, reply: "") }
        if draw < failing + late { return spoiled(question, .timedOut, reply: "") }
        if draw < failing + late + nonsense { return spoiled(question, .unreadable, reply: "pass pass pass {") }
        var verdict = await judge.verdict(on: question)
        verdict.judge = identity
        return verdict
    }

    private func spoiled(_ question: JudgeQuestion, _ reason: Abstention, reply: String) -> Verdict {
        .abstain(
            question.criterion, reason, turn: question.turn, evidence: "made to go wrong", judge: identity,
            calls: [JudgeCall(judge: identity, outcome: .abstain, promptHash: question.hash, reply: reply)])
    }
}
