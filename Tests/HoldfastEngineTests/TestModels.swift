// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import HoldfastModels

@testable import HoldfastEngine

/// Models small enough to be run thousands of times in a debug build.
enum TestModels {
    static let small = ModelConfiguration(
        vocabularySize: 37, hiddenSize: 24, feedForwardSize: 40, layers: 2, heads: 4, keyValueHeads: 2, headDimension: 6, contextLength: 160)

    /// The same with the parts that only some architectures have.
    static let variants = [Architecture.llama, .qwen2, .qwen3].map { architecture in
        var model = small
        model.architecture = architecture
        return model
    }

    /// Bytes of one page of keys and values of `small` and its variants.
    static let pageBytes = hf_page_head_floats(small.headDimension, 0) * small.keyValueHeads * small.layers * MemoryLayout<Float>.stride

    /// A model folder with the weights that training starts from.
    static func write(_ model: ModelConfiguration, to folder: String) throws {
        let layout = ParameterLayout(model)
        let weights = FloatBuffer(count: layout.count)
        Initialization.fill(weights, layout: layout, layers: model.layers, seed: 1)
        try WeightsFile.write(weights, layout: layout, to: folder + "/" + WeightsFile.name)
        try ConfigurationFile.write(model, elementType: "float32", folder: folder)
    }

    /// Weights far enough from zero that every part of the network matters.
    static func server(
        _ model: ModelConfiguration = small, seed: UInt64 = 1, scale: Float = 12, configuration: EngineConfiguration = EngineConfiguration()
    ) throws -> EmbeddedServer {
        let layout = ParameterLayout(model)
        let weights = FloatBuffer(count: layout.count)
        Initialization.fill(weights, layout: layout, layers: model.layers, seed: seed)
        for (order, tensor) in layout.tensors.enumerated() {
            let values = UnsafeMutableBufferPointer(start: weights.base + tensor.offset, count: tensor.count)
            var stream = RandomKey(seed: seed, step: order, purpose: .text).stream
            for index in values.indices {
                if tensor.shape.count == 2 {
                    values[index] *= scale
                } else if tensor.name.contains("self_attn") {
                    // Biases and norms of heads would otherwise be all alike.
                    values[index] += Float(stream.uniform()) - 0.5
                }
            }
        }
        return try withTemporaryFolder { folder in
            try WeightsFile.write(weights, layout: layout, to: folder + "/" + WeightsFile.name)
            try ConfigurationFile.write(model, elementType: "float32", folder: folder)
            return try EmbeddedServer(folder: folder, configuration: configuration)
        }
    }

    /// Tokens of none to three letters.
    static let spelling = TokenSpelling(
        pieces: (0..<small.vocabularySize).map { id in
            (0..<[1, 2, 3, 1, 0, 2][id % 6]).map { UInt8(ascii: "a") + UInt8((id + 5 * $0) % 4) }
        })

    /// A row of tokens that differs by `seed`.
    static func tokens(_ count: Int, seed: Int, vocabulary: Int = small.vocabularySize) -> [Int32] {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        return (0..<count).map { _ in Int32(stream.next() % UInt64(vocabulary)) }
    }
}

/// A folder that is gone when `body` returns.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-engine-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// A folder that is gone when `body` returns.
func withTemporaryFolder<R: Sendable>(_ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-engine-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
