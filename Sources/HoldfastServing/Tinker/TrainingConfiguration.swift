// SPDX-License-Identifier: Apache-2.0

/// How a training service behaves.
public struct TrainingServiceConfiguration: Sendable, Hashable {
    /// Where weights are saved.
    public var folder: String
    /// Trained models in memory at once.
    public var mostModels: Int
    /// Frozen models in memory at once; others are read again when they are sampled from.
    public var mostSamplers: Int
    /// Snapshots for sampling that are kept of a session, beside those saved under a name.
    public var mostSnapshots: Int
    /// Results that are kept for clients that ask again.
    public var mostResults: Int
    /// How long a client that asks for a result is made to wait. Clients give up after 45 seconds.
    public var pollSeconds: Double
    /// After so many seconds without a word from its client, a session's models make room for others.
    public var silentSeconds: Double
    /// Longest body of a request, in bytes.
    public var bodyLimit: Int
    /// Seed of samples whose request names none.
    public var seed: UInt64

    /// By default eight trained models, four frozen ones, and polls of thirty seconds.
    public init(
        folder: String, mostModels: Int = 8, mostSamplers: Int = 4, mostSnapshots: Int = 64, mostResults: Int = 4096, pollSeconds: Double = 30,
        silentSeconds: Double = 600, bodyLimit: Int = 64 << 20, seed: UInt64 = 1
    ) {
        self.folder = folder
        self.mostModels = mostModels
        self.mostSamplers = mostSamplers
        self.mostSnapshots = mostSnapshots
        self.mostResults = mostResults
        self.pollSeconds = pollSeconds
        self.silentSeconds = silentSeconds
        self.bodyLimit = bodyLimit
        self.seed = seed
    }
}
