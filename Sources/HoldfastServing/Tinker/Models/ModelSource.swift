// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// Where a training service takes its models from: one base model, and whatever was trained from it and saved.
public protocol ModelSource: Sendable {
    /// What clients may call the base model; the first is the name that is listed.
    var names: [String] { get }
    /// Its family, such as `qwen3`.
    var architecture: String { get }
    /// Folder or name under which clients find its tokenizer.
    var tokenizerName: String { get }
    /// Its tokenizer, which stop sequences are looked for with.
    var tokenizer: any Tokenizer { get }
    /// What ends a sampled sequence where a client names nothing.
    var stopTokens: [Int32] { get }

    /// Opens a model to train.
    /// - Parameters:
    ///   - folder: what an earlier one wrote with `save`; nil for the base model. Gradients and optimizer are as new.
    ///   - adapters: nil trains all weights.
    func trained(from folder: String?, adapters: AdapterRequest?) async throws -> any LossEvaluating
    /// Opens a frozen model.
    /// - Parameter folder: what `export` wrote; nil for the base model.
    func sampled(from folder: String?) async throws -> any ModelServer
    /// Writes a trained model into an existing folder, whole: what `sampled` reads.
    func export(_ server: any LossEvaluating, to folder: String) async throws
}

/// Low-rank adapters that a client asks for.
public struct AdapterRequest: Sendable, Hashable {
    /// Their rank.
    public var rank: Int
    /// Seed of their first values; nil leaves it to the source.
    public var seed: UInt64?
    /// Whether attention has them.
    public var attention: Bool
    /// Whether the feed-forward layers have them.
    public var feedForward: Bool

    /// A request.
    public init(rank: Int, seed: UInt64? = nil, attention: Bool = true, feedForward: Bool = true) {
        self.rank = rank
        self.seed = seed
        self.attention = attention
        self.feedForward = feedForward
    }
}
