// SPDX-License-Identifier: Apache-2.0

/// Reads what a user line says in the words of a lexicon. Exact and without a model: the scripted agent understands by it,
/// and the ledger judge checks by it.
///
/// The longest match wins and uses up its words; words joined by punctuation are not matched across it. A value after `not` is denied.
/// Preparing a lexicon costs more than reading a line, so keep a reader and use it again.
public struct LineReader: Sendable {
    private let compiled: CompiledLexicon

    /// The lexicon whose words it knows.
    public var lexicon: Lexicon { compiled.lexicon }

    /// Prepares a lexicon for reading. Statements without a `{}` slot are passed over.
    public init(lexicon: Lexicon) {
        self.compiled = CompiledLexicon(lexicon)
    }

    /// Reads a line in the light of the agent's acts right before it: a bare value answers a `request`, a `yes` claims what was
    /// confirmed, presumed or offered, a `no` denies it. A value said outright outranks a `yes` or `no`.
    public func read(_ line: String, after acts: [DialogueAct]) -> LineReading {
        locate(line, after: acts).reading
    }

    /// Reads a line as `read(_:after:)` does, and says where each claim and denial stands.
    public func locate(_ line: String, after acts: [DialogueAct]) -> LocatedReading {
        var finding = LineFinding(in: line, lexicon: compiled, after: acts)
        for act in acts where act.kind == .request || (act.value != nil && act.pressesValue) {
            if let attribute = act.attribute { finding.readBareValue(of: attribute) }
        }
        var located = finding.located
        for act in acts where act.pressesValue {
            guard let attribute = act.attribute, let value = act.value else { continue }
            located.settle(Claim(attribute, value), by: finding.polarity)
        }
        return located
    }
}

extension DialogueAct {
    /// Whether a `yes` to the act states its value.
    fileprivate var pressesValue: Bool { kind == .confirm || kind == .presume || kind == .offer }
}
