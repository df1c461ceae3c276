// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEnvironment

/// Lines that a stop sequence ended, and lines whose distribution penalties or truncation reshaped.
struct ReshapedLineTests {
    private static let hello = EpisodeEvent.agentReplied(AgentReply(text: "hello"))

    @Test func `a line ends before its stop sequence, and its tokens are kept`() throws {
        var reply = EpisodeFixture.line("  boston please\nAgent: what", end: nil)
        reply.end = .stopSequence
        reply.stop = StopSequenceEnd(sequence: "\nAgent:", text: "  boston please")
        var machine = try EpisodeFixture.machine()
        let log = machine.play([Self.hello, .sampled(reply), Self.hello, .failed(EpisodeFailure(boundary: .cancelled, message: ""))])
        let episode = try #require(log.episode)
        let turn = episode.turns[1]
        #expect(turn.text == "boston please" && turn.finish == .endOfTurn)
        #expect(Array(episode.trace.ids[turn.tokens]) == reply.tokens)
        #expect(episode.trace.mask[turn.tokens].allSatisfy { $0 })
        // The next line begins behind a given end of turn, as after a line that was cut.
        #expect(episode.trace.ids[turn.tokens.upperBound] == (try EpisodeFixture.template().endOfTurn))
        #expect(!episode.trace.mask[turn.tokens.upperBound])
        #expect(episode.trace.modelLogprobs.isEmpty)
    }

    @Test func `both log-probabilities of a line reach the trace`() throws {
        var reply = EpisodeFixture.line("boston")
        reply.modelLogprobs = reply.logprobs.map { $0 - 0.25 }
        var machine = try EpisodeFixture.machine()
        let log = machine.play([Self.hello, .sampled(reply), .failed(EpisodeFailure(boundary: .cancelled, message: ""))])
        let trace = try #require(log.episode).trace
        #expect(trace.modelLogprobs.count == trace.count)
        for t in 0..<trace.count { #expect(trace.modelLogprobs[t] == (trace.mask[t] ? trace.logprobs[t] - 0.25 : 0)) }
    }

    @Test func `a wrong number of the model's log-probabilities ends the episode`() throws {
        var reply = EpisodeFixture.line("boston")
        reply.modelLogprobs = [-1]
        var machine = try EpisodeFixture.machine()
        let ending = try #require(machine.play([Self.hello, .sampled(reply)]).episode).ending
        #expect(ending.failure?.boundary == .simulator && ending.failure?.message.contains("1 log-probabilities") == true)
    }
}
