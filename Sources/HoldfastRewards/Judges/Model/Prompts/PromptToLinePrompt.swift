// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgePrompt {
    /// Does a line contradict persona or goal?
    ///
    /// Source: the prompt-to-line question of arXiv:2511.00222, without its reading of the line's intention: the line counts, not what may
    /// have been meant. Silence about a statement is no contradiction.
    public static let promptToLine = JudgePrompt(
        criterion: Criterion.promptToLine, version: 1,
        material: """
            "ground" holds statements about a person, one a line: who the person is and what the person wants. "dialogue" is what was said \
            before, and may be empty. "line" is what this person says next.
            """,
        question: "Does the line contradict any of the statements?",
        pass: "the line contradicts none of the statements. A line that says nothing about them contradicts none.",
        fail: "at least one statement cannot be true if the line is. Name that statement in the evidence.")
}
