// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Judges the drift in whole dialogues: by questions to a `Judge` (`DialogueJudge`) or with what it knows of a scenario.
public protocol DriftJudge: Sendable {
    /// Everything it says of a dialogue's lines and probes. It never throws; one that cannot answer abstains.
    /// - Parameter lines: the user's lines, read and passed through the validity gate.
    func drift(of episode: Episode, lines: [UserLine]) async -> JudgedDrift
}

/// What one judge says of the drift in a dialogue.
public struct JudgedDrift: Sendable, Hashable {
    /// One verdict per user line.
    public var promptToLine: [Verdict]
    /// One verdict per user line from the second on: does it agree with all earlier ones?
    public var lineToLine: [Verdict]
    /// Which lines conflict with which; nil where the judge was not asked about pairs.
    public var pairs: LineToLine?
    /// One verdict per probe that asks for a fact, in the order of the episode's probes.
    public var probes: [Verdict]

    /// Puts a judge's verdicts together.
    public init(promptToLine: [Verdict], lineToLine: [Verdict], pairs: LineToLine?, probes: [Verdict]) {
        self.promptToLine = promptToLine
        self.lineToLine = lineToLine
        self.pairs = pairs
        self.probes = probes
    }

    /// All verdicts: lines against the prompt, lines against lines, probes.
    public var verdicts: [Verdict] { promptToLine + lineToLine + probes }
}

extension LedgerJudge {
    /// What the ledger says of a whole dialogue.
    /// - Parameter reader: reads the answers to probes; nil without a lexicon.
    public func drift(of lines: [UserLine], probes: [ProbeRecord], reader: LineReader?) -> JudgedDrift {
        let pairs = lineToLine(lines)
        return JudgedDrift(
            promptToLine: lines.map(promptToLine), lineToLine: lineToLineVerdicts(lines, pairs), pairs: pairs,
            probes: probes.filter(\.kind.asksForFact).map { probe($0, reader: reader) })
    }
}
