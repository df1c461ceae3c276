// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgePrompt {
    /// Does an answer mean what the true answer means?
    public static let questionAndAnswer = JudgePrompt(
        criterion: Criterion.questionAndAnswer, version: 1,
        material: """
            "ground" is the true answer to the question that ends "dialogue". "line" is the answer that a person gave.
            """,
        question: "Does the answer that was given mean the same as the true answer?",
        pass: "both answers give the same information on what was asked, in whatever words.",
        fail: "they differ on what was asked, or the answer that was given leaves it open.")
}
