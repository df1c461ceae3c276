// SPDX-License-Identifier: Apache-2.0

/// The cause of an error about a reply that came and is not what was asked for: no JSON, or a model that declines.
///
/// Whoever has to keep what a model said finds it here; everybody else treats the error like any other.
public struct UnwantedChatReply: Error, Sendable, CustomStringConvertible {
    /// The reply as it came; of one that declines, its words, with `filtered` as its end.
    public var reply: ChatReply

    /// A reply that is not what was asked for.
    public init(_ reply: ChatReply) { self.reply = reply }

    /// How long the reply is; the error itself says what is wrong with it.
    public var description: String { "a reply of \(reply.text.count) characters" }
}
