// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgePrompt {
    /// Could a line be of a person?
    public static let contrast = JudgePrompt(
        criterion: Criterion.contrast, version: 1,
        material: """
            "ground" describes a person. "dialogue" is what was said before, and may be empty. "line" is a line that this person, or another \
            one, says next.
            """,
        question: "Could the line well be of the person described?",
        pass: "what the line says and how it says it fit the description.",
        fail: "something in the line speaks against the person described. Name it in the evidence.")
}
