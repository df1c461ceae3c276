// SPDX-License-Identifier: Apache-2.0

/// Why a line is no line of a user.
public enum LineFault: String, Sendable, Codable, CaseIterable {
    /// Nothing, or white space only.
    case empty
    /// Punctuation only.
    case wordless
    /// It speaks as an assistant, as a model, or for another seat.
    case roleLeakage
    /// It repeats itself, or an earlier own line, word by word.
    case repetition
    /// It ran into its token limit.
    case unfinished
    /// The episode was ended because of it.
    case malformed
}
