// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The prompts of a judge, at most one for each criterion.
public struct JudgePrompts: Hashable, Sendable {
    private let prompts: [String: JudgePrompt]
    /// Which wordings these are: a digest of every text that a model is sent beside the material, so that no change can be forgotten.
    public let version: String

    /// Of two prompts for one criterion the later one counts.
    public init(_ prompts: [JudgePrompt]) {
        self.prompts = Dictionary(prompts.map { ($0.criterion, $0) }) { $1 }
        let texts = self.prompts.sorted { $0.key < $1.key }.flatMap { ["\($0.key) \($0.value.version)", $0.value.instruction] }
        let frame = [JudgePrompt.opening, JudgePrompt.closing, JudgePrompt.repair]
        version = String(SHA256.hexadecimal((texts + frame).joined(separator: "\n\n")).prefix(12))
    }

    /// The wording for a criterion; nil where there is none.
    public subscript(criterion: String) -> JudgePrompt? { prompts[criterion] }

    /// The criteria that can be asked about, sorted.
    public var criteria: [String] { prompts.keys.sorted() }

    /// The prompts that come with Holdfast.
    public static let standard = JudgePrompts(
        [.promptToLine, .lineToLine, .questionAndAnswer, .role, .contrast] + ComponentKind.allCases.map(JudgePrompt.goal))
}
