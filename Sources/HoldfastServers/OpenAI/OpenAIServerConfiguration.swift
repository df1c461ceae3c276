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
    /// Requests in flight at once.
    public var concurrency: Int
    /// How often and how long each request is repeated.
    public var retry: RetryPolicy
    /// Seed of the waits' jitter and of chat replies.
    public var seed: UInt64

    /// By default 64 requests at once, with no key and the standard retries.
    public init(
        url: String, model: String? = nil, keyVariable: String? = nil, concurrency: Int = 64, retry: RetryPolicy = RetryPolicy(),
        seed: UInt64 = 1
    ) {
        self.url = url
        self.model = model
        self.keyVariable = keyVariable
        self.concurrency = concurrency
        self.retry = retry
        self.seed = seed
    }
}
