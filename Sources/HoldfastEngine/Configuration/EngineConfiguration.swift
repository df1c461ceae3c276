// SPDX-License-Identifier: Apache-2.0

/// How the embedded server uses the machine, and what it trains. Of the machine's part only `precision` changes what is computed; the rest at
/// most in which order sums over sequences run.
public struct EngineConfiguration: Hashable, Sendable {
    /// Threads that compute; best the number of physical cores.
    public var threads: Int
    /// Most tokens that one thread runs forward and backward at once, unless one sequence alone has more.
    public var microBatchTokens: Int
    /// Most memory for the activations of all threads, in bytes, unless one sequence alone takes more: fewer tokens run at once, and where
    /// these would be fewer than 768, as many layers as need be keep their inputs alone and are computed again on the way back.
    public var activationBytes: Int
    /// Most bytes of keys and values at once. Where they run short, idle sessions are dropped, least recently used first; then the youngest completions
    /// wait and have theirs computed again later. A request that needs more than all of it is refused.
    public var cacheBytes: Int
    /// What products of rows with weights run in.
    public var precision: Precision
    /// Keeps a frozen copy of the initial weights, which `score` under `WeightSet.base` needs; with `lora` they are there anyhow.
    public var keepsBase: Bool
    /// Trains adapters and leaves the weights as they are; nil trains all weights.
    public var lora: LoRAConfiguration?

    /// Raises `threads` and `microBatchTokens` to at least 1, `cacheBytes` and `activationBytes` to at least 0; by default the cache has
    /// 2 GiB and activations 360 MiB.
    public init(
        threads: Int = 2, microBatchTokens: Int = 1024, activationBytes: Int = 360 << 20, cacheBytes: Int = 2 << 30, keepsBase: Bool = false,
        precision: Precision = .float32, lora: LoRAConfiguration? = nil
    ) {
        self.threads = max(1, threads)
        self.microBatchTokens = max(1, microBatchTokens)
        self.activationBytes = max(0, activationBytes)
        self.cacheBytes = max(0, cacheBytes)
        self.keepsBase = keepsBase
        self.precision = precision
        self.lora = lora
    }
}
