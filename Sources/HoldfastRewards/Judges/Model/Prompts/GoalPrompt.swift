// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension JudgePrompt {
    /// Has a component of the user's goal come to a status, or kept it?
    public static func goal(_ kind: ComponentKind) -> JudgePrompt {
        JudgePrompt(
            criterion: Criterion.goal(kind), version: 1,
            material: """
                "ground" names one component of a user's goal, and a status that is asked about. The component is \(kind.meaning). "dialogue" \
                is what user and agent said before. "line" is the newest line.
                """,
            question: "After the newest line, does the component have the status that is asked about?",
            pass: "dialogue and newest line show that it has: \(kind.statuses).",
            fail: "they show that it has not.")
    }
}

extension ComponentKind {
    fileprivate var meaning: String {
        switch self {
        case .profile: "a fact about who the user is"
        case .policy: "a rule for how the user behaves"
        case .task: "something that the user wants to get done"
        case .requirement: "a condition that has to be met for the user to be satisfied"
        case .preference: "something that the user would like, and can do without"
        }
    }

    fileprivate var statuses: String {
        switch self {
        case .profile, .policy: "`aligned` means that no line of the user goes against the component, `misaligned` that one does"
        case .task, .requirement:
            "`attempted` means that the user did its part and the agent or the world stood in the way, `complete` that it is done, "
                + "`incomplete` that the user has not done its part yet"
        case .preference: "`aligned` means that the user has expressed the preference, `misaligned` that it has not yet, or went against it"
        }
    }
}
