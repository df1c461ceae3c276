// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
public import HoldfastTinkerProtocol

/// What a server of the Tinker protocol can do, and where servers of it differ.
///
/// Found by asking and trying (`TinkerNegotiation`): the wire from `POST /client/config` and from a first pass in protobuf, built-in
/// losses by a forward pass with each, the division of losses and clipping by measuring (`LossProbe`), the rest by what the server says
/// of itself or by the generation that it belongs to.
public struct TinkerServerCapabilities: Sendable, Hashable {
    /// The form in which tensors travel.
    public enum Wire: String, Sendable, Codable {
        /// Servers for clients up to 0.16, and those that refuse the other form.
        case json
        /// Requests to `/forward_backward`, and results, where the server has them so.
        case protobuf
    }

    /// What a server divides a loss by before it differentiates.
    public enum LossNormalization: String, Sendable, Codable, CaseIterable {
        /// Nothing: tokens and sequences are summed, as the protocol's documentation has it.
        case sum
        /// Each sequence's loss by the sum of its weights, and the step's gradient by the number of its sequences (SkyRL's JAX servers).
        case sequenceMean = "sequence_mean"
    }

    /// How the failure of a job is told when its result is fetched.
    public enum FailureStyle: String, Sendable, Codable {
        /// Status 200 with `error` and `category`.
        case errorBody
        /// Status 400 with a reason (SkyRL).
        case status
    }

    /// How weights get to a sampler.
    public enum SamplerStyle: String, Sendable, Codable {
        /// Without a name, for one sampler.
        case ephemeral
        /// Under a name, which a sampler is then made from.
        case named
    }

    /// The form in which tensors travel.
    public var wire: Wire
    /// Names of the losses it takes.
    public var losses: Set<String>
    /// Whether it reads a loss's settings; servers of the JSON generation take them and use their own.
    public var readsLossSettings: Bool
    /// What it divides losses by.
    public var normalization: LossNormalization
    /// How many places at the beginning of a prompt its prompt log-probabilities leave out: 0, or 1 where the first token's null is missing.
    /// Replies of either kind are understood.
    public var promptLogprobShift: Int
    /// How the failure of a job is told.
    public var failures: FailureStyle
    /// How weights get to a sampler; settled by the first `publish`.
    public var sampler: SamplerStyle
    /// Whether it scales gradients down to a norm; nil where that was not found out.
    public var clipsGradients: Bool?
    /// Whether a request with the (model, sequence id) of an earlier one is answered and not carried out again.
    public var deduplicates: Bool
    /// What it does beyond the protocol.
    public var extensions: Set<Tinker.Extension>
    /// Most sequences of one request.
    public var mostSequences = 1024
    /// Most bytes of one request, roughly.
    public var mostBytes = 5_000_000

    /// What was found, in one line for people.
    public var summary: String {
        let clipping = clipsGradients.map { $0 ? "clips gradients" : "does not clip gradients" } ?? "clipping unknown"
        let once = deduplicates ? "repeated requests are carried out once" : "a step whose reply is lost cannot be repeated"
        return "\(wire.rawValue), losses \(losses.sorted().joined(separator: ", ")) (\(normalization.rawValue)), \(clipping), \(once)"
            + (extensions.isEmpty ? "" : ", extensions \(extensions.map(\.rawValue).sorted().joined(separator: ", "))")
    }

    /// Whether a standard loss can be had as it is, in one pass.
    ///
    /// Not where losses are divided by sequence: the divisor counts the sequences of the whole step, which are not known while it goes on.
    func has(_ loss: StandardLoss) -> BuiltInLoss? {
        guard normalization == .sum else { return nil }
        let built = BuiltInLoss(loss)
        guard losses.contains(built.name), readsLossSettings || built.isDefault else { return nil }
        return built
    }
}

/// A standard loss by its name on the wire.
struct BuiltInLoss: Sendable, Hashable {
    let name: String
    /// What goes with the name.
    let settings: [String: Double]
    /// Whether the settings are those that servers have anyway.
    let isDefault: Bool

    static let crossEntropy = "cross_entropy"
    static let importanceSampling = "importance_sampling"
    static let names = [crossEntropy, importanceSampling, "ppo", "cispo", "dro"]

    init(_ loss: StandardLoss) {
        switch loss {
        case .crossEntropy: (name, settings, isDefault) = (Self.crossEntropy, [:], true)
        case .importanceSampling: (name, settings, isDefault) = (Self.importanceSampling, [:], true)
        case .clippedRatio(let low, let high):
            (name, settings) = ("ppo", Self.thresholds(low, high))
            isDefault = Self.isUsual(low, high)
        case .detachedRatio(let low, let high):
            (name, settings) = ("cispo", Self.thresholds(low, high))
            isDefault = Self.isUsual(low, high)
        case .quadraticPull(let pull): (name, settings, isDefault) = ("dro", ["beta": pull], false)
        }
    }

    private static func thresholds(_ low: Double, _ high: Double) -> [String: Double] {
        ["clip_low_threshold": low, "clip_high_threshold": high]
    }

    private static func isUsual(_ low: Double, _ high: Double) -> Bool { abs(low - 0.8) < 1e-12 && abs(high - 1.2) < 1e-12 }
}
