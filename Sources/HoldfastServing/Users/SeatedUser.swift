// SPDX-License-Identifier: Apache-2.0

/// A user in a chat, before its next line.
struct SeatedUser: Sendable {
    var user: ServedUser
    /// What was said, without markers.
    var lines: [ChatTranscript.Line]
    /// The request as the simulator is asked: with the user's own prompt, and only with lines.
    var request: ChatCompletionsRequest
}
