// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A projection of every layer that can have an adapter, under its Hugging Face name.
public enum AdapterTarget: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of attention: to queries, keys and values, and from what was attended.
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case output = "o_proj"
    /// Of SwiGLU: the two that its input goes through, and the one back.
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"
}

/// Low-rank adaptation: the weights stay as they are, and each target learns y = W x + scale * B (A x), with A `[rank, inputs]` and
/// B `[outputs, rank]` (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021, section 4.1). No dropout.
public struct LoRAConfiguration: Hashable, Sendable {
    /// Rows of A and columns of B; 1 to 16,384.
    public var rank: Int
    /// Numerator of the scale; positive.
    public var alpha: Double
    /// Which projections, in every layer; not empty.
    public var targets: Set<AdapterTarget>
    /// Whether the scale is alpha / sqrt(rank) (Kalajdzievski, "A rank stabilization scaling factor", 2023) instead of alpha / rank.
    public var isRankStabilized: Bool
    /// Seed of the first A; B is zero at first.
    public var seed: UInt64

    /// All projections of every layer, scaled by alpha / rank, unless told otherwise. Unchecked: the server checks it.
    public init(
        rank: Int, alpha: Double, targets: Set<AdapterTarget> = Set(AdapterTarget.allCases), isRankStabilized: Bool = false, seed: UInt64 = 1
    ) {
        self.rank = rank
        self.alpha = alpha
        self.targets = targets
        self.isRankStabilized = isRankStabilized
        self.seed = seed
    }

    /// What B (A x) is multiplied by.
    public var scale: Double { alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank)) }

    /// Largest rank: a typing error beyond it would ask for more memory than the model takes.
    public static let largestRank = 1 << 14

    /// - Throws: `configuration`, naming what cannot be.
    func validate() throws {
        guard (1...Self.largestRank).contains(rank) else {
            throw HoldfastError(.configuration, "the rank of LoRA is \(rank); it must be between 1 and \(Self.largestRank)")
        }
        guard alpha > 0, alpha.isFinite else { throw HoldfastError(.configuration, "alpha of LoRA is \(alpha); it must be positive") }
        guard !targets.isEmpty else {
            let known = AdapterTarget.allCases.map(\.rawValue).joined(separator: ", ")
            throw HoldfastError(.configuration, "LoRA has no targets; name at least one of \(known)")
        }
    }
}
