// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// One of the two speakers of a dialogue between two models.
public enum DialogueSpeaker: Int, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// Called P1 in the files.
    case first = 1
    /// Called P2 in the files.
    case second = 2

    /// The one across.
    public var other: DialogueSpeaker { self == .first ? .second : .first }
}

/// What a judge said of one line, as it was stored.
public struct StoredReply: Hashable, Sendable {
    /// Number of the line in the dialogue.
    public var line: Int
    /// The judge's words as they came; empty where there are none.
    public var text: String
}

/// What came of the questions about a speaker's persona behind one line.
public struct StoredSurvey: Hashable, Sendable {
    /// Position of the line in the dialogue; nil where the file does not say it.
    public var line: Int?
    /// Questions answered right, of five.
    public var score: Double
}

/// One line of a stored dialogue.
public struct StoredLine: Hashable, Sendable {
    /// Its number, which the judges' replies refer to.
    public var number: Int
    /// The text as stored, with the speaker's label before it and the line break behind it.
    public var text: String
}

/// One dialogue of two simulated speakers with the judgements that were stored beside it.
///
/// The layout is that of the dialogue files of the project behind arXiv:2511.00222.
public struct JudgedDialogue: Hashable, Sendable {
    /// Position in its file, from 0.
    public var number: Int
    /// Kind of the dialogue, such as `Chatting`; empty where the file does not say it.
    public var task: String
    /// What each speaker was told of itself; empty where nobody was simulated there.
    public var personas: [DialogueSpeaker: String]
    /// What else the dialogue was about: topic and school grade, where there are any.
    public var details: [Fact]
    /// Who speaks the first line; lines alternate.
    public var opener: DialogueSpeaker
    /// All lines in order.
    public var lines: [StoredLine]
    /// Does a line contradict the persona? One reply per judged line.
    public var promptReplies: [StoredReply]
    /// Which earlier lines does a line conflict with? One reply per judged line.
    public var indexReplies: [StoredReply]
    /// Were questions about the persona answered right? One per line that they followed.
    public var surveys: [StoredSurvey]
    /// The scores that were stored, by their keys, such as `P1_prompt_consistency_score`.
    public var storedScores: [String: Double]
    /// Keys that nothing is read from, sorted.
    public var otherKeys: [String]

    /// Who speaks the line at a position.
    public func speaker(at position: Int) -> DialogueSpeaker { position.isMultiple(of: 2) ? opener : opener.other }
}
