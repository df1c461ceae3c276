// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Which OpenAI-compatible server is asked, and how.
public struct OpenAIServerConfiguration: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8000`, with or without `/v1` at its end.
    public var url: String
    /// Nil takes the model that the server lists, where it lists one.
    public var model: String?
    /// The environment variable that holds the key, by name; nil sends no key.
    public var keyVariable: String?
    /// The file that holds the key in its first line, in place of a variable; nil for none.
    public var keyFile: String?
    /// In which spellings chats are asked for.
    public var dialect: ChatDialect
    /// Requests in flight at once.
    public var concurrency: Int
    /// How often and how long each request is repeated.
    public var retry: RetryPolicy
    /// Seed of the waits' jitter and of chat replies.
    public var seed: UInt64

    /// By default 64 requests at once, with no key and the standard retries.
    public init(
        url: String, model: String? = nil, keyVariable: String? = nil, keyFile: String? = nil, dialect: ChatDialect = ChatDialect(),
        concurrency: Int = 64, retry: RetryPolicy = RetryPolicy(), seed: UInt64 = 1
    ) {
        self.url = url
        self.model = model
        self.keyVariable = keyVariable
        self.keyFile = keyFile
        self.dialect = dialect
        self.concurrency = concurrency
        self.retry = retry
        self.seed = seed
    }

    /// - Throws: `configuration` where variable or file hold none, or both are named.
    func key() throws -> ServerKey? {
        guard keyVariable == nil || keyFile == nil else {
            throw HoldfastError(
                .configuration,
                "the model server's key is to come from \(keySource ?? ""), and from the file \(keyFile ?? ""); name one of them")
        }
        return try ServerKey(variable: keyVariable) ?? ServerKey(file: keyFile)
    }

    /// Where the key comes from, for messages.
    var keySource: String? { keyVariable.map { "the environment variable \($0)" } ?? keyFile.map { "the file \($0)" } }
}
