// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// A training sequence as a server takes it: inputs and the targets they predict, up to the last place that counts in the loss.
///
/// What comes after that place changes nothing before it, so it is not sent.
struct LossRow: Sendable, Hashable {
    /// Its sequence's place in the batch.
    let index: Int
    let inputs: [Int32]
    let targets: [Int64]
    /// Which predictions count in the loss; the last one does.
    let mask: [Bool]

    var count: Int { inputs.count }
    /// How many predictions count in the loss.
    var counted: Int { mask.count { $0 } }
    /// Bytes that it takes on the wire, roughly: JSON writes a number with a dozen signs.
    var bytes: Int { count * 48 + 200 }

    /// - Returns: nil where nothing of the sequence is in the loss.
    init?(_ sequence: TrainingSequence, index: Int) {
        guard let last = sequence.mask.lastIndex(of: true) else { return nil }
        self.index = index
        inputs = Array(sequence.tokens[0...last])
        targets = sequence.tokens[1...(last + 1)].map(Int64.init)
        mask = Array(sequence.mask[0...last])
    }

    /// All predictions of a sequence, for its log-probabilities alone.
    init(scoring tokens: [Int32], index: Int) {
        self.index = index
        inputs = tokens.dropLast()
        targets = tokens.dropFirst().map(Int64.init)
        mask = [Bool](repeating: true, count: inputs.count)
    }

    private var flags: [Float] { mask.map { $0 ? 1 : 0 } }

    private func datum(_ tensors: [String: [Float]]) -> Tinker.Datum {
        var inputs = tensors.mapValues { Tinker.Tensor($0) }
        inputs["target_tokens"] = Tinker.Tensor(targets)
        return Tinker.Datum(modelInput: Tinker.ModelInput(tokens: self.inputs), lossInputs: inputs)
    }

    /// For a forward pass with `cross_entropy`.
    var scored: Tinker.Datum { datum(["weights": flags]) }

    /// For a built-in loss, whose formula leaves a place without advantage out.
    /// - Parameters:
    ///   - scale: by which advantages are multiplied.
    ///   - old: of the sequence; not read for `cross_entropy`.
    func builtIn(_ loss: BuiltInLoss, _ sequence: TrainingSequence, scale: Double, old: [Float]) -> Tinker.Datum {
        let advantages = mask.indices.map { mask[$0] ? Float(scale * Double(sequence.advantages[$0])) : 0 }
        guard loss.name != BuiltInLoss.crossEntropy else { return datum(["weights": advantages]) }
        return datum(["advantages": advantages, "logprobs": mask.indices.map { mask[$0] ? old[$0] : 0 }])
    }

    /// For a backward pass whose gradient is `gradient`, by the derivative of each prediction's log-probability.
    ///
    /// Under `sum`, cross-entropy is `-w lp` and its derivative `-w`, so the weights are minus the gradient. Under `sequenceMean`,
    /// cross-entropy divides by the sum of the very weights that would carry the gradient, so only their ratios would arrive. Importance
    /// sampling keeps the two apart: with `q` the current log-probabilities the ratio is 1, and its derivative `-A / (M N)`, with M the
    /// sum of the weights, here the number of counted predictions, and N the number of sequences until the step.
    /// - Parameters:
    ///   - current: the predictions' log-probabilities.
    ///   - sequences: how many sequences there are until the step.
    func backward(
        _ gradient: [Double], current: [Float], normalization: TinkerServerCapabilities.LossNormalization, sequences: Int
    ) -> Tinker.Datum {
        switch normalization {
        case .sum: return datum(["weights": mask.indices.map { mask[$0] ? Float(-gradient[$0]) : 0 }])
        case .sequenceMean:
            let divisor = Double(counted) * Double(sequences)
            return datum([
                "weights": flags, "logprobs": mask.indices.map { mask[$0] ? current[$0] : 0 },
                "advantages": mask.indices.map { mask[$0] ? Float(-gradient[$0] * divisor) : 0 },
            ])
        }
    }

    /// The loss that `backward` is for.
    static func backwardLoss(_ normalization: TinkerServerCapabilities.LossNormalization) -> String {
        normalization == .sum ? BuiltInLoss.crossEntropy : BuiltInLoss.importanceSampling
    }
}

extension [LossRow] {
    /// Cuts rows into requests of not too many sequences and bytes, in their order.
    func requests(_ capabilities: TinkerServerCapabilities) -> [ArraySlice<LossRow>] {
        var cuts: [ArraySlice<LossRow>] = []
        var (start, bytes) = (startIndex, 0)
        for place in indices {
            if place > start, place - start >= capabilities.mostSequences || bytes + self[place].bytes > capabilities.mostBytes {
                cuts.append(self[start..<place])
                (start, bytes) = (place, 0)
            }
            bytes += self[place].bytes
        }
        if start < endIndex { cuts.append(self[start...]) }
        return cuts
    }
}
