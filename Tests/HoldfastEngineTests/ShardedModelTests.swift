// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Models in several files with an index: read like one file, and whatever does not fit together is one clear error.
@Suite struct ShardedModelTests {
    private static let model = ModelConfiguration(
        vocabularySize: 7, hiddenSize: 4, feedForwardSize: 6, layers: 2, heads: 2, keyValueHeads: 1, contextLength: 16, tiedEmbeddings: false)
    private static let names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]

    struct Damage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: HoldfastError.Code
        /// What the message must name: a file and a tensor.
        var names: [String]
        /// Changes the index, or the files of the folder.
        var apply: @Sendable (_ index: inout [String: String], _ folder: String) throws -> Void
    }

    static let damages: [Damage] = [
        Damage(testDescription: "a missing shard", code: .file, names: [names[1], "lm_head.weight", "missing"]) {
            try FileManager.default.removeItem(atPath: $1 + "/" + names[1])
        },
        Damage(testDescription: "a shard that is cut off", code: .format, names: [names[0], "tensor"]) {
            let url = URL(fileURLWithPath: $1 + "/" + names[0])
            try Data(contentsOf: url).dropLast(4).write(to: url)
        },
        Damage(testDescription: "a tensor in no shard", code: .model, names: [ShardIndex.name, "model.norm.weight"]) { index, _ in
            index["model.norm.weight"] = nil
        },
        Damage(testDescription: "a tensor in another shard", code: .format, names: [names[1], "model.embed_tokens.weight", "says"]) { index, _ in
            index["model.embed_tokens.weight"] = names[1]
        },
        Damage(testDescription: "a tensor that the shard lacks", code: .format, names: [names[0], "extra.weight", "it is not"]) { index, _ in
            index["extra.weight"] = names[0]
        },
        Damage(testDescription: "a tensor that the index does not list", code: .format, names: [names[1], "extra.weight", "does not list it"]) {
            try write(["extra.weight", "model.norm.weight", "lm_head.weight"], to: $1 + "/" + names[1], index: &$0)
            $0["extra.weight"] = nil
        },
        Damage(testDescription: "a tensor without a place", code: .model, names: ["more.safetensors", "extra.weight", "no place"]) {
            try write(["extra.weight"], to: $1 + "/more.safetensors", index: &$0)
        },
        Damage(testDescription: "a file elsewhere", code: .format, names: ["../model.safetensors", "lm_head.weight"]) { index, _ in
            index["lm_head.weight"] = "../model.safetensors"
        },
        Damage(testDescription: "an empty index", code: .format, names: [ShardIndex.name, "weight_map"]) { index, _ in index = [:] },
    ]

    /// A file of tensors of one number each, which the index then places in it.
    private static func write(_ tensors: [String], to path: String, index: inout [String: String]) throws {
        let buffer = FloatBuffer(count: 1)
        try SafetensorsWriter.write(
            tensors.map { SafetensorsWriter.Tensor(name: $0, shape: [1], values: buffer.base) }, metadata: [:], to: path)
        for tensor in tensors { index[tensor] = (path as NSString).lastPathComponent }
    }

    private func split(_ folder: String, _ damage: Damage?) throws -> FloatBuffer {
        let layout = ParameterLayout(Self.model)
        let weights = FloatBuffer(count: layout.count)
        Initialization.fill(weights, layout: layout, layers: Self.model.layers, seed: 1)
        var index: [String: String] = [:]
        // The final norm and the head stand in the second file.
        for (name, tensors) in zip(Self.names, [layout.tensors.dropLast(2), layout.tensors.suffix(2)]) {
            try SafetensorsWriter.write(
                tensors.map { SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: weights.base + $0.offset) }, metadata: [:],
                to: folder + "/" + name)
            for tensor in tensors { index[tensor.name] = name }
        }
        try ConfigurationFile.write(Self.model, elementType: "float32", folder: folder)
        try damage?.apply(&index, folder)
        let file: [String: Any] = ["metadata": ["total_size": layout.count * 4], "weight_map": index]
        try JSONSerialization.data(withJSONObject: file).write(to: URL(fileURLWithPath: folder + "/" + ShardIndex.name))
        return weights
    }

    @Test func `shards are read like one file`() async throws {
        try await withTemporaryFolder { folder in
            let expected = try split(folder, nil)
            let numbers = Array(UnsafeBufferPointer(start: expected.base, count: expected.count))
            let server = try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
            let layout = ParameterLayout(Self.model)
            for (name, values) in await server.parameters() {
                let tensor = try #require(layout.tensors.first { $0.name == name })
                #expect(values[...] == numbers[tensor.offset..<tensor.offset + tensor.count], "\(name)")
            }
        }
    }

    @Test(arguments: damages) func `one error names file and tensor`(_ damage: Damage) throws {
        try withTemporaryFolder { folder in
            _ = try split(folder, damage)
            let error = try #require(throws: HoldfastError.self) {
                try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
            }
            #expect(error.code == damage.code, "\(error)")
            for name in damage.names { #expect(error.message.contains(name), "\(error)") }
            #expect(!error.message.contains("\n"))
        }
    }
}
