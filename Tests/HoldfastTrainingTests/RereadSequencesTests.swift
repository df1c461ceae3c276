// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

@testable import HoldfastTraining

/// An episode of several sequences becomes as many training sequences, each with the tokens that were sampled in it.
@Suite struct RereadSequencesTests {
    /// Two lines of two tokens each: 7 and 8 after the prompt 1 2, 9 and 5 after the prompt 1 3 that replaced all of it.
    private func episode(probes: [ProbeRecord] = []) throws -> Episode {
        var trace = TokenTrace()
        trace.appendGiven([1, 2], turn: -1)
        try trace.appendSampled([7, 8], logprobs: [-0.7, -0.8], turn: 1)
        trace.appendGiven([1], turn: -1)
        trace.appendGiven([3, 7], turn: 2)
        try trace.appendSampled([9, 5], logprobs: [-0.9, -0.5], turn: 3)
        trace.appendGiven([4], turn: 4)
        let turns = [
            Turn(index: 0, seat: .agent, text: "a"), Turn(index: 1, seat: .user, text: "b", finish: .endOfTurn, tokens: 2..<4),
            Turn(index: 2, seat: .agent, text: "c"), Turn(index: 3, seat: .user, text: "d", finish: .endOfDialogue, tokens: 7..<9),
        ]
        let scenario = Bandit.scenario(0)
        return Episode(
            id: EpisodeID(phase: "train", step: 1, group: 0, rollout: 0), scenario: scenario, turns: turns, trace: trace,
            goal: GoalState(components: scenario.goal.components), probes: probes, ending: Ending(reason: .userStop, stop: .correct),
            simulatorVersion: 0, samplingSeed: 1)
    }

    private func scored(_ probes: [ProbeRecord] = []) throws -> [ScoredEpisode] {
        let episode = try episode(probes: probes)
        return [ScoredEpisode(episode: episode, reward: 1), ScoredEpisode(episode: episode, reward: 0)]
    }

    @Test func `masks and log-probabilities are those of each sequence`() throws {
        let batch = try TrainingBatchBuilder(estimator: GroupMeanAdvantage(scale: .none)).build([try scored()])
        #expect(batch.sequences.count == 4)
        let (first, second) = (batch.sequences[0], batch.sequences[1])
        #expect(first.tokens == [1, 2, 7, 8])
        #expect(first.mask == [false, true, true])
        #expect(first.samplerLogprobs == [0, -0.7, -0.8])
        #expect(first.advantages == [0, 0.5, 0.5])
        #expect(second.tokens == [1, 3, 7, 9, 5], "the 7 is context here, and what follows the last sampled token is left out")
        #expect(second.mask == [false, false, true, true])
        #expect(second.samplerLogprobs == [0, 0, -0.9, -0.5])
        #expect(second.advantages == [0, 0, 0.5, 0.5])
        #expect(batch.sequences[3].advantages == [0, 0, -0.5, -0.5])
        #expect(batch.sequences.reduce(0) { $0 + $1.mask.count { $0 } } == 8)
    }

    @Test func `a probe is trained on in its own context`() throws {
        func probe(start: Int) throws -> ProbeRecord {
            var trace = TokenTrace()
            trace.appendGiven([1, 6], turn: 1)
            try trace.appendSampled([2, 3], logprobs: [-0.2, -0.3], turn: 1)
            return ProbeRecord(turn: 1, attribute: "city", question: "q", answer: "x", start: start, trace: trace)
        }
        let builder = TrainingBatchBuilder(estimator: FaultAndOutcomeAdvantage()) { _ in
            TurnRewards(
                shares: [0, 0], lines: [0, 0], outcome: 0,
                probeFaults: [0: [TokenFault(tokens: 3..<4, cost: 1)], 1: [TokenFault(tokens: 3..<4, cost: 1)]])
        }
        let batch = try builder.build([try scored([try probe(start: 0), try probe(start: 9)])])
        let forks = batch.sequences.filter { $0.tokens.suffix(2) == [2, 3] }
        #expect(forks.prefix(2).map(\.tokens) == [[1, 6, 2, 3], [1, 3, 7, 9, 5, 1, 6, 2, 3]])
        #expect(forks.prefix(2).map(\.mask) == [[false, false, true], [false, false, false, false, false, false, false, true]])
        #expect(forks.prefix(2).map(\.samplerLogprobs) == [[0, -0.2, -0.3], [0, 0, 0, 0, 0, 0, -0.2, -0.3]])
        #expect(forks.allSatisfy { $0.advantages.last.map { $0 < 0 } == true && $0.advantages.dropLast().allSatisfy { $0 == 0 } })
    }

    @Test func `supervised lines are learned in the context in which they would be sampled`() throws {
        let tokenizer = try ByteLevelBPETokenizer.train(
            texts: ["you are kim"], vocabularySize: 264, specialTokens: ["<s>", "</s>", "[INST]", "[/INST]", "[control_8]"])
        let template = try ChatDialogueTemplate(ChatTemplate(.mistralV3), tokenizer: tokenizer)
        let turns = try episode().turns
        let examples = try SupervisedExample.examples(prompt: "P", turns: turns, template: template)
        let texts = examples.map { tokenizer.decode($0.tokens, includingSpecial: true) }
        #expect(texts == ["<s>[INST] P\n\na[/INST] b</s>", "<s>[INST] a[/INST] b</s>[INST] P\n\nc[/INST] d[control_8]"])
        let trained = examples.map { example in zip(example.tokens, example.trained).filter { $0.1 }.map { $0.0 } }
        #expect(trained.map { tokenizer.decode($0, includingSpecial: true) } == [" b</s>", " d[control_8]"])
    }
}
