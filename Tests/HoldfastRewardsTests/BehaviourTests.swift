// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct BehaviourTests {
    @Test(
        arguments: [
            (Behaviour.atMostWords(3), "to boston please", [], true), (.atMostWords(3), "to boston, please - now", [], false),
            (.alwaysSays(["please", "thank you"]), "Please, to boston", [], true), (.alwaysSays(["please", "thank you"]), "thank you", [], true),
            (.alwaysSays(["thank you"]), "thank them, you", [], false), (.alwaysSays(["please"]), "pleased", [], false),
            (.neverSays(["maybe"]), "i know", [], true), (.neverSays(["maybe", "not sure"]), "I am NOT sure", [], false),
            (.onlyWhenAsked("city"), "i live in boston", [], false),
            (.onlyWhenAsked("city"), "i live in boston", [DialogueAct(.request, attribute: "city")], true),
            (.onlyWhenAsked("city"), "i live in boston", [DialogueAct(.request, attribute: "day")], false),
            (.onlyWhenAsked("city"), "i live in boston", [DialogueAct(.clarify)], true),
            (.onlyWhenAsked("city"), "yes", [DialogueAct(.confirm, attribute: "city", value: "boston")], true),
            (.onlyWhenAsked("city"), "on monday", [], true),
            (.neverStates("pin"), "my pin is 1234", [DialogueAct(.request, attribute: "pin")], false),
            (.neverStates("pin"), "i keep that to myself", [DialogueAct(.request, attribute: "pin")], true),
            (.described("is polite"), "give me that", [], true),
        ] as [(Behaviour, String, [DialogueAct], Bool)])
    func rules(behaviour: Behaviour, text: String, acts: [DialogueAct], kept: Bool) async {
        let scenario = RewardFixture.scenario(components: [GoalComponent(id: "p", kind: .policy, text: "", check: .obeys(behaviour))])
        let state = await RewardFixture.followed(RewardFixture.episode(["hello", text], acts: [0: acts], scenario: scenario))
        #expect(state["p"] == (kept ? .aligned : .misaligned), "\(behaviour): \(text)")
    }
}
