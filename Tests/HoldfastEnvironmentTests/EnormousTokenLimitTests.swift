// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

/// `environment.tokens_per_turn: 9223372036854775807` ended the process: the prompt's length was added to it.
@Suite struct EnormousTokenLimitTests {
    @Test func endsTheDialogueForWantOfRoom() throws {
        var machine = EpisodeStateMachine(
            request: EpisodeFixture.request(EpisodeFixture.scenario(tokens: .max)), template: try EpisodeFixture.template(), prompt: "you are kim",
            sampling: SamplingParameters(maxTokens: .max), contextLength: 4096)
        let actions = machine.play([.agentReplied(AgentReply(text: "hello"))])
        #expect(actions.episode?.ending.reason == .contextLimit)
    }
}
