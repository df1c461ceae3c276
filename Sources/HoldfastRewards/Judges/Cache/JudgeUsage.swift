// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What questions to a cached judge cost.
public struct JudgeUsage: Hashable, Sendable, Codable {
    /// Questions that were asked.
    public var questions = 0
    /// Answered from the cache.
    public var hits = 0
    /// Answered by an equal question that was being asked already.
    public var shared = 0
    /// Put to the judge.
    public var asked = 0
    /// Calls of models that these took, repairs included.
    public var calls = 0
    /// Tokens of their prompts, as far as the models say.
    public var promptTokens = 0
    /// Tokens of their replies, as far as the models say.
    public var completionTokens = 0
    /// Reads and writes of the cache that failed; each cost a call at most, and no verdict.
    public var failures = 0
    /// The first of these failures in words; empty where there was none.
    public var failure = ""

    /// Nothing asked yet.
    public init() {}

    mutating func count(_ verdict: Verdict) {
        asked += 1
        calls += verdict.calls.count
        promptTokens += verdict.calls.reduce(0) { $0 + $1.promptTokens }
        completionTokens += verdict.calls.reduce(0) { $0 + $1.completionTokens }
    }
}
