// SPDX-License-Identifier: Apache-2.0

/// How the embedded server uses the machine. Only `precision` changes what is computed; the rest at most in which order sums over sequences run.
public struct EngineConfiguration: Hashable, Sendable {
    /// Threads that compute; best the number of physical cores.
    public var threads: Int
    /// Most tokens that one thread runs forward and backward at once; bounds the memory for activations.
    public var microBatchTokens: Int
    /// Most bytes of keys and values at once. Where they run short, idle sessions are dropped, least recently used first; then the youngest completions
    /// wait and have theirs computed again later. A request that needs more than all of it is refused.
    public var cacheBytes: Int
    /// What products of rows with weights run in.
    public var precision: Precision
    /// Keeps a frozen copy of the initial weights, which `score` under `WeightSet.base` needs.
    public var keepsBase: Bool

    /// Raises `threads` and `microBatchTokens` to at least 1 and `cacheBytes` to at least 0; by default the cache has 2 GiB.
    public init(
        threads: Int = 2, microBatchTokens: Int = 1024, cacheBytes: Int = 2 << 30, keepsBase: Bool = false, precision: Precision = .float32
    ) {
        self.threads = max(1, threads)
        self.microBatchTokens = max(1, microBatchTokens)
        self.cacheBytes = max(0, cacheBytes)
        self.keepsBase = keepsBase
        self.precision = precision
    }
}
