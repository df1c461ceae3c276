// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastRewards

/// Checks any `Judge` against what its protocol promises. It asserts nothing itself: a test expects the list to be empty.
public struct JudgeConformance: Sendable {
    /// A question with the answer that a sound judge of its kind gives.
    public struct Known: Sendable {
        /// What is asked, with its ground truth.
        public var question: JudgeQuestion
        /// `pass` or `fail`. The judge may abstain, but not say the opposite.
        public var outcome: VerdictOutcome

        /// A question and its answer.
        public init(_ question: JudgeQuestion, _ outcome: VerdictOutcome) {
            self.question = question
            self.outcome = outcome
        }
    }

    /// Makes a judge, equal each time.
    public var makeJudge: @Sendable () async throws -> any Judge
    /// At least two questions that differ in more than their turn, one that passes and one that fails.
    public var known: [Known]
    /// Share of the known questions that the judge decides at least.
    public var decides: Double
    /// Whether equal questions get equal answers.
    public var repeats: Bool

    /// A suite for one kind of judge.
    public init(
        known: [Known], decides: Double = 1, repeats: Bool = true, makeJudge: @escaping @Sendable () async throws -> any Judge
    ) {
        self.makeJudge = makeJudge
        self.known = known
        self.decides = decides
        self.repeats = repeats
    }

    /// Runs every check, each with a judge of its own.
    /// - Returns: the broken promises. A check that throws counts as one.
    public func violations() async -> [ConformanceViolation] {
        guard known.count >= 2, Set(known.map(\.question.hash)).count == known.count, Set(known.map(\.outcome)) == [.pass, .fail] else {
            return [ConformanceViolation("usage", "the suite needs different questions, some that pass and some that fail")]
        }
        var found: [ConformanceViolation] = []
        func check(_ promise: String, _ body: (any Judge) async -> [String]) async {
            do {
                found += await body(try await makeJudge()).map { ConformanceViolation(promise, $0) }
            } catch {
                found.append(ConformanceViolation(promise, "threw \(error)"))
            }
        }
        await check("an answer is about its question, by its judge", isAbout)
        await check("an abstention has a reason, a decision none", hasReason)
        await check("no answer is the opposite of the truth", isTrue)
        await check("what can be decided is", decidesEnough)
        await check("equal questions get equal answers, whatever their turn", isSame)
        await check("questions at once are answered each by its own answer", answersAtOnce)
        await check("an unknown criterion is abstained on", abstainsOnUnknown)
        await check("a decision rests on calls that say the same", restsOnCalls)
        await check("places lie in the line, and only a fail has any", placesInLine)
        await check("strange texts are answered like others", bearsStrangeTexts)
        await check("a cancelled question ends, and the judge lives on", cancels)
        await check("equal judges have equal identities", isIdentified)
        return found
    }
}
