// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Which server of the Tinker protocol trains, what it trains, and how it is asked.
public struct TinkerServerConfiguration: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8000`, with or without `/api/v1` at its end.
    public var url: String
    /// The model that training starts from, by its name at the server; nil takes the one it lists, where it lists one.
    public var baseModel: String?
    /// Rank of the adapters that are trained; 0 trains all weights, which few servers can.
    public var loraRank: Int
    /// The environment variable that holds the key, by name; nil sends no key, unless there is a `keyFile`.
    public var keyVariable: String?
    /// A file whose first line is the key; nil sends no key, unless there is a `keyVariable`.
    public var keyFile: String?
    /// Requests in flight at once, and polls for results beside them.
    public var concurrency: Int
    /// How often and how long each request is repeated.
    public var retry: RetryPolicy
    /// Longest that a result is waited for.
    public var patience: Duration
    /// Longest that one poll for a result may take; servers hold polls for half a minute to five minutes.
    public var pollTimeout: Duration
    /// How the server divides losses; nil measures it on a model of its own, where the server does not say.
    public var normalization: TinkerServerCapabilities.LossNormalization?
    /// Seed of the adapters' first weights and of the waits' jitter.
    public var seed: UInt64

    /// By default adapters of rank 32, 64 requests at once and the standard retries.
    public init(
        url: String, baseModel: String? = nil, loraRank: Int = 32, keyVariable: String? = nil, keyFile: String? = nil, concurrency: Int = 64,
        retry: RetryPolicy = RetryPolicy(), patience: Duration = .seconds(3600), pollTimeout: Duration = .seconds(330),
        normalization: TinkerServerCapabilities.LossNormalization? = nil, seed: UInt64 = 1
    ) {
        self.url = url
        self.baseModel = baseModel
        self.loraRank = loraRank
        self.keyVariable = keyVariable
        self.keyFile = keyFile
        self.concurrency = concurrency
        self.retry = retry
        self.patience = patience
        self.pollTimeout = pollTimeout
        self.normalization = normalization
        self.seed = seed
    }

    /// - Throws: `configuration` where two places are named, or the named one holds no key.
    func key() throws -> (key: ServerKey?, source: String?) {
        switch (keyVariable, keyFile) {
        case (.some, .some):
            throw HoldfastError(.configuration, "the model server's key is named twice, as an environment variable and as a file; name one of them")
        case (let variable?, nil): (try ServerKey(variable: variable, place: .apiKey), "the environment variable \(variable)")
        case (nil, let file?): (try ServerKey(file: file, place: .apiKey), "the file \(file)")
        case (nil, nil): (nil, nil)
        }
    }

    /// - Throws: `configuration` for what is no URL of a server.
    func address() throws -> ServerAddress {
        var text = url
        while text.hasSuffix("/") { text.removeLast() }
        return try ServerAddress(text.hasSuffix("/api/v1") ? String(text.dropLast(7)) : text)
    }
}
