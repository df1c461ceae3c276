// SPDX-License-Identifier: Apache-2.0

/// Something that a model server may be able to do, each found out by a tiny request.
public enum ServerAbility: String, Sendable, Hashable, Codable, CaseIterable {
    /// It answers a conversation; one with a system message; in pieces.
    case chat
    case systemMessages = "system_messages"
    case streaming
    /// Log-probabilities of a chat's tokens, and the likeliest ones beside them.
    case chatLogprobs = "chat_logprobs"
    case chatTopLogprobs = "chat_top_logprobs"
    /// Token ids of a chat's prompt and reply (vLLM's `return_token_ids`).
    case chatTokenIDs = "chat_token_ids"
    /// `n` replies to one request.
    case severalReplies = "several_replies"
    /// Equal seeds give equal replies, other seeds others.
    case seed
    /// A named tool is called when it has to be.
    case tools
    /// A reply fits a JSON schema.
    case structuredOutput = "structured_output"
    /// It continues a text; a list of token ids.
    case completions
    case tokenIDsIn = "token_ids_in"
    /// It returns the ids of what it sampled, with log-probabilities, and with the likeliest tokens by their ids.
    case tokenIDsOut = "token_ids_out"
    case logprobs
    case topLogprobs = "top_logprobs"
    /// A token of `stop_token_ids` ends a completion and is part of it.
    case stopTokens = "stop_tokens"
    /// It tells the tokens of a text; of a conversation in its template.
    case tokenize
    case chatTokenize = "chat_tokenize"
    /// It takes adapters, or all weights, while it runs.
    case adapterLoading = "adapter_loading"
    case weightUpdate = "weight_update"
    /// It says how many tokens it can read.
    case contextLength = "context_length"
    /// It speaks the Tinker protocol.
    case tinker
}

/// What was found out about one ability.
public struct ServerFinding: Sendable, Hashable, Codable {
    /// Whether a server can do something.
    public enum Verdict: String, Sendable, Hashable, Codable {
        /// It did it; it did not; it could not be told from what it did.
        case yes, no, unclear
    }

    /// Whether it can.
    public var verdict: Verdict
    /// How, or what it did instead.
    public var detail: String

    /// A finding with its detail.
    public init(_ verdict: Verdict, _ detail: String = "") {
        self.verdict = verdict
        self.detail = detail
    }
}
