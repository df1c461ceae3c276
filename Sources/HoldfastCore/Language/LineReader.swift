// SPDX-License-Identifier: Apache-2.0

/// Reads what a user line says in the words of a lexicon. Exact and without a model: the scripted agent understands by it,
/// and the ledger judge checks by it.
public struct LineReader: Sendable {
    public let lexicon: Lexicon

    public init(lexicon: Lexicon) {
        self.lexicon = lexicon
    }

    /// Reads a line in the light of the agent's acts right before it: a bare value answers a `request`, a `yes` claims what was
    /// confirmed or presumed, a `no` denies it.
    public func read(_ line: String, after acts: [DialogueAct]) -> LineReading {
        LineReading()
    }
}
