// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Which split a person or an errand belongs to, by stable hashes of their content. A scenario belongs to a split only when both of its
/// halves do, so nobody and nothing of validation or test is ever trained on. A corpus without people of its own (MultiWOZ) is split by
/// the errand alone: its personas are pieces of its goals.
public enum ScenarioSplit {
    /// The split of a person. It follows from the name where there is one: whoever shares it is taken for the same person.
    public static func split(of persona: Persona) -> Split {
        split(ofKey: "persona:" + (persona["name"] ?? persona.id))
    }

    /// The split of an errand. It follows from intents and wanted values alone, not from who wants them.
    public static func split(of goal: UserGoal) -> Split { split(ofKey: "goal:" + key(of: goal)) }

    /// What makes two goals the same errand.
    public static func key(of goal: UserGoal) -> String {
        goal.intents.joined(separator: ",") + "|" + goal.constraints.map { "\($0.attribute)=\($0.value)" }.sorted().joined(separator: ";")
    }

    /// 70 % train, 15 % validation, 15 % test.
    static func split(ofKey key: String) -> Split {
        switch StableHash.of(key) % 100 {
        case 0..<70: .train
        case 70..<85: .validation
        default: .test
        }
    }
}
