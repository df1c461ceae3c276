// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

@Suite struct EpisodeStateMachineTests {
    static let hello = EpisodeEvent.agentReplied(AgentReply(text: "hello"))
    static let ok = EpisodeEvent.agentReplied(AgentReply(text: "ok"))
    static let done = EpisodeEvent.agentReplied(AgentReply(text: "booked", acts: [DialogueAct(.done, intent: "book")]))
    static let doneAndBye = EpisodeEvent.agentReplied(AgentReply(text: "bye", acts: [DialogueAct(.done, intent: "book")], ends: true))
    static let bye = EpisodeEvent.agentReplied(AgentReply(text: "bye", ends: true))
    static func says(_ text: String) -> EpisodeEvent { .sampled(EpisodeFixture.line(text)) }
    static func stops(_ text: String) -> EpisodeEvent { .sampled(EpisodeFixture.line(text, end: "<|end_of_dialogue|>")) }

    @Test func asksForOneThingAtATime() throws {
        var machine = try EpisodeFixture.machine()
        let log = machine.play([Self.hello, Self.says("to boston"), Self.done, Self.stops("thanks")])
        #expect(log.names == ["open", "judge", "sample", "judge", "agent", "judge", "sample", "judge", "release", "finish"])
    }

    /// Reason and decision of every ending, from the events alone. The limit is two user lines.
    @Test(
        arguments: [
            ("user stops, all done", [hello, says("boston"), done, stops("thanks")], EndingReason.userStop, StopDecision.correct),
            ("user stops with the last requirement", [hello, says("hi"), done, stops("boston, thanks")], .userStop, .correct),
            ("user stops too early", [hello, stops("boston")], .userStop, .premature),
            ("user stops at once", [hello, stops("bye")], .userStop, .premature),
            ("limit with work left", [hello, says("boston"), ok, says("hm"), ok], .turnLimit, .cutOff),
            ("limit after all was done", [hello, says("boston"), done, says("well"), ok], .turnLimit, .missed),
            ("done only by the agent's last answer", [hello, says("boston"), ok, says("go"), done], .turnLimit, .cutOff),
            ("agent ends with work left", [hello, says("hi"), bye], .agentStop, .cutOff),
            ("agent ends after all was done", [hello, says("boston"), done, says("well"), bye], .agentStop, .missed),
            ("agent finishes and ends", [hello, says("boston"), doneAndBye], .agentStop, .cutOff),
            ("agent ends at once", [bye], .agentStop, .cutOff),
            ("two bad lines", [hello, says("..."), says("")], .invalidUser, .cutOff),
            ("one bad line, then fine", [hello, says("?!"), says("boston"), done, stops("bye")], .userStop, .correct),
            ("a bad line that ends", [hello, stops(""), stops(" ")], .invalidUser, .cutOff),
        ] as [(String, [EpisodeEvent], EndingReason, StopDecision)])
    func endings(name: String, events: [EpisodeEvent], reason: EndingReason, stop: StopDecision) throws {
        var machine = try EpisodeFixture.machine(EpisodeFixture.request(EpisodeFixture.scenario(userTurns: 2)))
        let log = machine.play(events)
        let episode = try #require(log.episode, "\(name): \(log.names)")
        #expect(episode.ending == Ending(reason: reason, stop: stop), "\(name)")
        #expect(log.names.suffix(2) == ["release", "finish"])
        #expect(machine.handle(.started).isEmpty, "nothing happens after the end")
    }

    @Test func agentIsNotAskedAfterTheUsersStop() throws {
        var machine = try EpisodeFixture.machine()
        let log = machine.play([Self.hello, Self.stops("never mind")])
        #expect(!log.names.contains("agent"))
        #expect(try #require(log.episode).turns.last?.seat == .user)
    }

    @Test(arguments: [
        ("agent", EpisodeEvent.failed(EpisodeFailure(boundary: .agent, message: "down")), FailureBoundary.agent),
        ("wrong event", .sampled(EpisodeFixture.line("hi")), .environment),
        ("empty agent line", .agentReplied(AgentReply(text: " ")), .agent),
    ])
    func failuresEndTheEpisode(name: String, event: EpisodeEvent, boundary: FailureBoundary) throws {
        var machine = try EpisodeFixture.machine()
        let episode = try #require(machine.play([event]).episode)
        #expect(episode.ending.reason == .failure)
        #expect(episode.ending.stop == nil)
        #expect(episode.ending.failure?.boundary == boundary, "\(name)")
    }

    @Test func aBadLineIsSampledOnceMoreOnTheFreeLane() throws {
        var machine = try EpisodeFixture.machine()
        let log = machine.play([Self.hello, Self.says("..."), Self.says("boston")])
        let keys = log.samples.map(\.randomKey)
        #expect(keys.map(\.turn) == [1, 2])
        #expect(log.samples[0].prompt == log.samples[1].prompt)
        var other = try EpisodeFixture.machine()
        let later = other.play([Self.hello, Self.says("boston"), Self.ok, Self.says("and"), Self.ok])
        #expect(later.samples.map(\.randomKey.turn) == [1, 3, 5], "user lines sit at odd turns, so the retry lane is never used twice")
    }

    @Test func aSecondBadLineStaysInTheRecord() throws {
        var machine = try EpisodeFixture.machine()
        let episode = try #require(machine.play([Self.hello, Self.says("..."), Self.says("!!")]).episode)
        #expect(episode.turns.map(\.text) == ["hello", "!!"])
        #expect(episode.trace.mask.count { $0 } == 3)
    }

    @Test func aSeatMarkerInALineIsBad() throws {
        var machine = try EpisodeFixture.machine()
        var reply = EpisodeFixture.line("boston")
        reply.tokens[0] = try EpisodeFixture.template().agent
        let log = machine.play([Self.hello, .sampled(reply), .sampled(reply)])
        #expect(try #require(log.episode).ending.reason == .invalidUser)
    }

    @Test func everyConfiguredFieldReachesTheRequest() throws {
        var machine = try EpisodeFixture.machine(EpisodeFixture.request(EpisodeFixture.scenario(tokens: 17)))
        let request = try #require(machine.play([Self.hello]).samples.first)
        let template = try EpisodeFixture.template()
        #expect(request.parameters == SamplingParameters(temperature: 0.7, topP: 0.9, maxTokens: 17, stopTokens: template.stopTokens))
        #expect(request.session == "train/3/2/0")
        #expect(request.extendsSession)
        #expect(
            request.randomKey
                == RandomKey(seed: 11 ^ StableHash.of("train"), step: 3, group: 2, rollout: 0, turn: 1, purpose: .sampling))
        #expect(request.prompt == template.prompt("you are kim") + template.agentLine("hello") + template.userCue)
    }

    @Test func phasesDrawFromDifferentStreams() {
        let train = EpisodeFixture.request(phase: "train").key(turn: 1, purpose: .sampling)
        let evaluation = EpisodeFixture.request(phase: "eval-before").key(turn: 1, purpose: .sampling)
        #expect(train.seed != evaluation.seed)
    }

    @Test func aFullContextEndsTheDialogueBeforeALineIsCut() throws {
        let template = try EpisodeFixture.template()
        let prompt = template.prompt("you are kim").count + template.agentLine("hello").count + 1
        for (room, samples) in [(40, 1), (39, 0)] {
            var machine = try EpisodeFixture.machine(contextLength: prompt + room)
            let log = machine.play([Self.hello])
            #expect(log.samples.count == samples)
            if samples == 0 { #expect(try #require(log.episode).ending == Ending(reason: .contextLimit, stop: .cutOff)) }
        }
    }

    @Test func conditionalComponentsAreActivated() throws {
        var scenario = EpisodeFixture.scenario()
        scenario.goal.components[1].condition = .after(intent: "book")
        var machine = try EpisodeFixture.machine(EpisodeFixture.request(scenario))
        _ = machine.handle(.started)
        _ = machine.handle(Self.hello)
        _ = machine.handle(.judged(GoalJudgement(activations: ["requirement"])))
        let episode = try #require(machine.handle(.failed(EpisodeFailure(boundary: .cancelled, message: ""))).episode)
        #expect(episode.goal.applies == [true, true])
    }
}
