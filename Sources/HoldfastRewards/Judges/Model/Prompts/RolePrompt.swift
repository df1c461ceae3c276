// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgePrompt {
    /// Is a line spoken from the user's seat?
    public static let role = JudgePrompt(
        criterion: Criterion.role, version: 1,
        material: """
            "ground" is empty. "dialogue" is a dialogue between a user, who came with a concern, and an agent, who serves the user. "line" is \
            what the user's side says next.
            """,
        question: "Is the line spoken from the user's seat?",
        pass: "a user in this dialogue could say the line in the user's own name.",
        fail: """
            the line offers service, speaks as an agent, an assistant or a model, speaks for both sides, or tells about the dialogue instead \
            of taking part in it.
            """)
}
