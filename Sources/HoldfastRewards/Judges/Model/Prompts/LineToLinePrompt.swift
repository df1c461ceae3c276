// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgePrompt {
    /// Does a line contradict an earlier line of the same person?
    public static let lineToLine = JudgePrompt(
        criterion: Criterion.lineToLine, version: 1,
        material: """
            "ground" holds earlier lines of a person, one a line. "dialogue" is what was said before, and may be empty. "line" is what the same \
            person says later.
            """,
        question: "Does the line contradict any of the person's earlier lines?",
        pass: "the line and all earlier lines can be true together. Saying less, or something new, contradicts nothing.",
        fail: """
            the line and at least one earlier line cannot both be true, and the person does not say that something changed. Quote the earlier \
            line in the evidence.
            """)
}
