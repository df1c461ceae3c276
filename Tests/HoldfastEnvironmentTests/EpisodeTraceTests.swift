// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

@Suite struct EpisodeTraceTests {
    typealias Table = EpisodeStateMachineTests

    @Test func traceIsExactlyWhatWasGivenAndSampled() throws {
        let template = try EpisodeFixture.template()
        var machine = try EpisodeFixture.machine()
        let first = EpisodeFixture.line("to boston")
        let last = EpisodeFixture.line("bye", end: "<|end_of_dialogue|>")
        let episode = try #require(machine.play([Table.hello, .sampled(first), Table.ok, .sampled(last)]).episode)
        let parts: [(tokens: [Int32], logprobs: [Float]?, turn: Int32)] = [
            (template.prompt("you are kim"), nil, -1), (template.agentLine("hello"), nil, 0), (template.userCue, nil, 1),
            (first.tokens, first.logprobs, 1), (template.agentLine("ok"), nil, 2), (template.userCue, nil, 3), (last.tokens, last.logprobs, 3),
        ]
        #expect(episode.trace.ids == parts.flatMap(\.tokens))
        #expect(episode.trace.logprobs == parts.flatMap { part in part.logprobs ?? part.tokens.map { _ in 0 } })
        #expect(episode.trace.mask == parts.flatMap { part in part.tokens.map { _ in part.logprobs != nil } })
        #expect(episode.trace.turn == parts.flatMap { part in part.tokens.map { _ in part.turn } })
        #expect(Array(episode.trace.ids[episode.turns[1].tokens]) == first.tokens)
        #expect(episode.turns[0].tokens.isEmpty)
        #expect(episode.turns.map(\.finish) == [.scripted, .endOfTurn, .scripted, .endOfDialogue])
        #expect(episode.simulatorVersion == 5)
    }

    @Test func aLineThatHitTheLimitIsClosedByAGivenToken() throws {
        let template = try EpisodeFixture.template()
        var machine = try EpisodeFixture.machine()
        let cut = EpisodeFixture.line("to bost", end: nil)
        let log = machine.play([Table.hello, .sampled(cut), Table.ok, Table.stops("bye")])
        let episode = try #require(log.episode)
        let range = episode.turns[1].tokens
        #expect(Array(episode.trace.ids[range]) == cut.tokens)
        #expect(episode.trace.ids[range.upperBound] == template.endOfTurn)
        #expect(!episode.trace.mask[range.upperBound])
        #expect(episode.turns[1].finish == .length)
    }

    @Test func unequalLengthsAreAFailureAndNothingIsRepaired() throws {
        var machine = try EpisodeFixture.machine()
        var reply = EpisodeFixture.line("boston")
        reply.logprobs.removeLast()
        let episode = try #require(machine.play([Table.hello, .sampled(reply)]).episode)
        #expect(episode.ending.failure?.boundary == .simulator)
        #expect(episode.turns.count == 1)
        #expect(!episode.trace.mask.contains(true))
    }

    /// Every prompt begins with the one before and what was sampled for it: a seat always sees its own earlier lines.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func promptsOnlyGrow(seed: UInt64) throws {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        var machine = try EpisodeFixture.machine(EpisodeFixture.request(EpisodeFixture.scenario(userTurns: 6)))
        var events = [Table.hello]
        var sampled: [[Int32]] = []
        for _ in 0..<6 {
            let reply = EpisodeFixture.line(
                stream.pick(["yes", "to boston please", "what?"]) ?? "", end: stream.chance(0.3) ? nil : "<|end_of_turn|>")
            sampled.append(reply.tokens)
            events += [.sampled(reply), Table.ok]
        }
        let log = machine.play(events)
        let prompts = log.samples.map(\.prompt)
        #expect(prompts.count == 6, "seed \(seed)")
        for index in prompts.indices.dropFirst() {
            #expect(prompts[index].starts(with: prompts[index - 1] + sampled[index - 1]), "seed \(seed), line \(index)")
        }
        #expect(try #require(log.episode).trace.ids.starts(with: prompts[5]), "seed \(seed)")
    }
}
