// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import HoldfastEngine

/// The decoder's forward pass in double precision, written for reading: one sequence, one row at a time, nothing shared, nothing kept.
///
/// It takes the engine's word for nothing but the shape of the model. Central differences of it are what gradients are held against.
struct ReferenceDecoder {
    /// What a row says about the token after it.
    struct Prediction {
        /// Of the token that follows, natural, at the temperature.
        var logprob: Double
        /// In nats.
        var entropy: Double
    }

    typealias Row = [Double]

    let model: ModelConfiguration
    /// By Hugging Face name; matrices `[out, in]`.
    var weights: [String: [Double]]
    /// By how much each pair of a head's elements turns at each position, as a cosine and a sine.
    private let turns: [[(cosine: Double, sine: Double)]]

    init(model: ModelConfiguration, weights: [String: [Double]]) {
        self.model = model
        self.weights = weights
        let frequencies = (0..<model.headDimension / 2).map { Self.frequency($0, model) }
        turns = (0..<model.contextLength).map { position in frequencies.map { (cos(Double(position) * $0), sin(Double(position) * $0)) } }
    }

    /// - Returns: one prediction for each token from the second on that `wanted` names by the row before it.
    func predictions(_ tokens: [Int32], temperature: Double, wanted: [Int]) -> [Prediction] {
        var rows = tokens.dropLast().map { embedding(Int($0)) }
        for layer in 0..<model.layers { rows = block(rows, "model.layers.\(layer).") }
        let head = projection(model.tiedEmbeddings ? "model.embed_tokens" : "lm_head")
        return wanted.map { row in
            let logits = head(normalize(rows[row], self["model.norm.weight"])).map { $0 / temperature }
            let normalizer = logOfSumOfExponentials(logits)
            let logprobs = logits.map { $0 - normalizer }
            return Prediction(logprob: logprobs[Int(tokens[row + 1])], entropy: -logprobs.reduce(0) { $0 + exp($1) * $1 })
        }
    }

    // MARK: One layer

    private func block(_ input: [Row], _ prefix: String) -> [Row] {
        let (inputNorm, middleNorm) = (self[prefix + "input_layernorm.weight"], self[prefix + "post_attention_layernorm.weight"])
        let gate = projection(prefix + "mlp.gate_proj")
        let up = projection(prefix + "mlp.up_proj")
        let down = projection(prefix + "mlp.down_proj")
        let attended = attention(input.map { normalize($0, inputNorm) }, prefix + "self_attn.")
        return zip(input, attended).map { input, attended in
            let middle = add(input, attended)
            let normed = normalize(middle, middleNorm)
            return add(middle, down(zip(gate(normed), up(normed)).map { $0 / (1 + exp(-$0)) * $1 }))
        }
    }

    /// Causal attention in which `heads / keyValueHeads` query heads share one head of keys and values.
    private func attention(_ rows: [Row], _ prefix: String) -> [Row] {
        let queries = heads(rows, projection(prefix + "q_proj"), norm: weights[prefix + "q_norm.weight"])
        let keys = heads(rows, projection(prefix + "k_proj"), norm: weights[prefix + "k_norm.weight"])
        let values = rows.map(projection(prefix + "v_proj"))
        let output = projection(prefix + "o_proj")
        let dimension = model.headDimension
        return rows.indices.map { row in
            var mixed = Row(repeating: 0, count: model.heads * dimension)
            for head in 0..<model.heads {
                let own = head * dimension
                let shared = head / (model.heads / model.keyValueHeads) * dimension
                let scores = (0...row).map { seen in
                    (0..<dimension).reduce(0) { $0 + queries[row][own + $1] * keys[seen][shared + $1] } / Double(dimension).squareRoot()
                }
                let normalizer = logOfSumOfExponentials(scores)
                for seen in 0...row {
                    let probability = exp(scores[seen] - normalizer)
                    for i in 0..<dimension { mixed[own + i] += probability * values[seen][shared + i] }
                }
            }
            return output(mixed)
        }
    }

    /// Queries or keys, ready for scores: projected, each head normalised where the architecture has that, and rotated to its position.
    private func heads(_ rows: [Row], _ projection: (Row) -> Row, norm: [Double]?) -> [Row] {
        let (dimension, half) = (model.headDimension, model.headDimension / 2)
        return zip(rows, turns).map { row, turns in
            var result = projection(row)
            for start in stride(from: 0, to: result.count, by: dimension) {
                if let norm { result[start..<start + dimension] = normalize(Row(result[start..<start + dimension]), norm)[...] }
                // Element i turns with element i + dimension / 2.
                for (i, turn) in zip(start..<start + half, turns) {
                    (result[i], result[i + half]) = (
                        result[i] * turn.cosine - result[i + half] * turn.sine, result[i + half] * turn.cosine + result[i] * turn.sine
                    )
                }
            }
            return result
        }
    }

    /// In radians per position.
    private static func frequency(_ pair: Int, _ model: ModelConfiguration) -> Double {
        let frequency = pow(model.ropeTheta, -2 * Double(pair) / Double(model.headDimension))
        switch model.ropeScaling {
        case nil: return frequency
        case .linear(let factor): return frequency / factor
        case .llama3(let factor, let low, let high, let length):
            let wavelength = 2 * Double.pi / frequency
            if wavelength < Double(length) / high { return frequency }
            if wavelength > Double(length) / low { return frequency / factor }
            let share = (Double(length) / wavelength - low) / (high - low)
            return share * frequency + (1 - share) * frequency / factor
        }
    }

    // MARK: Pieces

    private subscript(name: String) -> [Double] { weights[name] ?? [] }

    private func embedding(_ token: Int) -> Row {
        Row(self["model.embed_tokens.weight"][token * model.hiddenSize..<(token + 1) * model.hiddenSize])
    }

    /// A product with a matrix, and its bias where it has one.
    private func projection(_ name: String) -> (Row) -> Row {
        let (matrix, bias) = (self[name + ".weight"], weights[name + ".bias"])
        return { row in
            let product = multiply(matrix, row)
            return bias.map { add(product, $0) } ?? product
        }
    }

    private func normalize(_ row: Row, _ weight: Row) -> Row {
        let scale = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + model.normEpsilon).squareRoot()
        return zip(row, weight).map { $0 * scale * $1 }
    }

    private func multiply(_ matrix: [Double], _ x: Row) -> Row {
        stride(from: 0, to: matrix.count, by: x.count).map { start in
            var sum = 0.0
            for i in x.indices { sum += matrix[start + i] * x[i] }
            return sum
        }
    }

    private func add(_ a: Row, _ b: Row) -> Row { zip(a, b).map { $0 + $1 } }

    private func logOfSumOfExponentials(_ x: Row) -> Double {
        let peak = x.max() ?? 0
        return peak + log(x.reduce(0) { $0 + exp($1 - peak) })
    }
}
