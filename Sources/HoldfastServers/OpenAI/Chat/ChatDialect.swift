// SPDX-License-Identifier: Apache-2.0

/// In which of several spellings a server is asked, where servers of the OpenAI protocol differ.
///
/// `OpenAIServerReport` finds out which ones a server understands.
public struct ChatDialect: Sendable, Hashable, Codable {
    /// The key that limits the tokens of a reply.
    public enum TokenLimit: String, Sendable, Hashable, Codable {
        /// What every server but newer hosted ones has, and what those had first.
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// How a reply in JSON is asked for.
    public enum JSONForm: String, Sendable, Hashable, Codable {
        /// `{"type": "json_schema", "json_schema": …}`: OpenAI's, vLLM's, SGLang's, llama.cpp's.
        case schema = "json_schema"
        /// `{"type": "json_object", "schema": …}`: llama-cpp-python's.
        case objectWithSchema = "json_object with schema"
        /// `{"type": "json_object"}`; the schema is told in words.
        case object = "json_object"
        /// The schema is told in words alone.
        case words
    }

    /// The key that limits the tokens of a reply.
    public var tokenLimit: TokenLimit
    /// How a reply in JSON is asked for. Whatever it is, the reply is read as JSON before it is given back.
    public var json: JSONForm

    /// OpenAI's first spelling of the limit, and its schemas.
    public init(tokenLimit: TokenLimit = .maxTokens, json: JSONForm = .schema) {
        self.tokenLimit = tokenLimit
        self.json = json
    }
}
