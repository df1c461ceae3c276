// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastEngine

/// The golden vectors of the project's reference folder, which stands beside the repository.
///
/// Their second row is padded on the left and has fully masked attention rows, which torch turned into not-a-numbers: they spread to
/// that row's logits, the loss, the gradients and the optimizer steps. What is finite is compared here; loss, gradients and steps are
/// compared with numbers of our own making in `TransformersAgreementTests`.
@Suite struct GoldenModelTests {
    /// A number, or one of the strings "nan", "inf", "-inf".
    struct Number: Decodable {
        var value: Double
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = try (try? container.decode(Double.self)) ?? Double(container.decode(String.self)) ?? .nan
        }
    }

    /// Nested lists of numbers, flattened.
    struct Values: Decodable {
        var flat: [Double] = []
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            while !container.isAtEnd {
                if let number = try? container.decode(Number.self) {
                    flat.append(number.value)
                } else {
                    flat += try container.decode(Values.self).flat
                }
            }
        }
    }

    struct Configuration: Decodable {
        var vocab, hidden, inter, layers, heads, kv_heads, head_dim: Int
        var rope_theta, rms_eps: Double
        var tied: Bool
    }

    struct Case: Decodable {
        var config: Configuration
        var weights: [String: Values]
        var input_ids: [[Int32]]
        var attention_mask: [[Int]]
        var logits: [[Values]]
        var completion_len: Int
        var completion_logp: [Values]
    }

    struct File: Decodable {
        var gqa_untied, mha_tied: Case
    }

    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/golden/model.json").standardized.path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: path), "the reference folder is not beside the repository"))
    func everyFiniteNumber() throws {
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(fileURLWithPath: Self.path)))
        for golden in [file.gqa_untied, file.mha_tied] {
            let c = golden.config
            let model = ModelConfiguration(
                vocabularySize: c.vocab, hiddenSize: c.hidden, feedForwardSize: c.inter, layers: c.layers, heads: c.heads,
                keyValueHeads: c.kv_heads, headDimension: c.head_dim, contextLength: 16, ropeTheta: c.rope_theta, normEpsilon: c.rms_eps,
                tiedEmbeddings: c.tied)
            let layout = ParameterLayout(model)
            let weights = FloatBuffer(count: layout.count)
            for tensor in layout.tensors {
                let values = try #require(golden.weights[tensor.name]?.flat)
                try #require(values.count == tensor.count)
                for (index, value) in values.enumerated() { weights.base[tensor.offset + index] = Float(value) }
            }
            var rows = 0
            for (row, mask) in golden.attention_mask.enumerated() {
                let columns = mask.indices.filter { mask[$0] == 1 }
                let logits = Logits.of(columns.map { golden.input_ids[row][$0] }, model: model, weights: weights)
                for (position, column) in columns.enumerated() {
                    let expected = golden.logits[row][column].flat
                    guard expected.allSatisfy(\.isFinite) else { continue }
                    rows += 1
                    let found = logits[position * c.vocab..<(position + 1) * c.vocab].map(Double.init)
                    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
                    #expect(worst < 1e-5, "row \(row), column \(column): \(worst)")
                    let first = mask.count - golden.completion_len
                    if column + 1 >= first, column + 1 < mask.count {
                        let normalizer = log(found.reduce(0) { $0 + exp($1) })
                        let logprob = found[Int(golden.input_ids[row][column + 1])] - normalizer
                        #expect(abs(logprob - golden.completion_logp[row].flat[column + 1 - first]) < 1e-5)
                    }
                }
            }
            #expect(rows >= 15, "the rows without padding on the left are finite")
        }
    }
}
