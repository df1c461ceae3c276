// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// An adapter on disk in PEFT's layout: `adapter_config.json` and `adapter_model.safetensors`.
struct AdapterFolder {
    static let weightsName = "adapter_model.safetensors"

    let path: String
    let file: AdapterConfigurationFile

    /// Whether the folder is one; transformers asks the same way.
    static func exists(at folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/" + AdapterConfigurationFile.name)
    }

    /// - Throws: `file`, `format` or `model`, naming what the engine does not compute.
    init(path: String) throws {
        self.path = path
        file = try AdapterConfigurationFile.read(folder: path)
    }

    /// The folder of the model that it belongs to: as named, or seen from the adapter's folder.
    /// - Throws: `file` where there is none.
    func base() throws -> String {
        let named = path + "/" + AdapterConfigurationFile.name
        guard let base = file.base else {
            throw HoldfastError(.file, "\(named) does not say which model the adapter belongs to; write its folder under base_model_name_or_path")
        }
        let places = base.hasPrefix("/") ? [base] : [base, path + "/" + base]
        guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0 + "/" + ConfigurationFile.name) }) else {
            throw HoldfastError(
                .file, "\(named) names the model \(base), and there is no model folder of that name; write its folder under base_model_name_or_path")
        }
        return place
    }

    /// Reads A and B of every adapter, in float32, bfloat16 or float16.
    /// - Throws: `configuration` where `adapters` are others, `file`, `format`, and `model` for tensors that do not belong to them.
    func read(into adapters: Adapters) throws {
        let (found, wanted) = (file.lora, adapters.configuration)
        guard
            (found.rank, found.alpha, found.targets, found.isRankStabilized)
                == (wanted.rank, wanted.alpha, wanted.targets, wanted.isRankStabilized)
        else {
            throw HoldfastError(
                .configuration,
                "the adapter in \(path) has \(found.summary) and the configuration asks for \(wanted.summary); use the same")
        }
        let tensors = try SafetensorsFile(path: path + "/" + Self.weightsName)
        for tensor in adapters.layout.tensors {
            try tensors.read(tensor.name, shape: tensor.shape, into: adapters.values.base + tensor.offset)
        }
        let known = Set(adapters.layout.tensors.map(\.name))
        if let name = tensors.entries.keys.sorted().first(where: { !known.contains($0) }) {
            throw HoldfastError(
                .model, "\(tensors.path): tensor \(name) has no place in adapters of \(found.summary); merge the adapter with peft and use that")
        }
        guard adapters.values.isFinite else {
            throw HoldfastError(
                .model, "\(tensors.path) holds numbers that are not finite: its training has diverged; use another checkpoint or adapter")
        }
    }

    /// Adds the adapters to the weights they belong to.
    /// - Throws: what `read` throws, and `model` where the sum is not finite.
    func merge(_ model: ModelConfiguration, _ layout: ParameterLayout, into weights: FloatBuffer) throws {
        let adapters = try Adapters(file.lora, model, layout)
        try read(into: adapters)
        for matrix in adapters.layout.matrices { adapters.merge(matrix, into: weights.base + matrix.offset) }
        guard weights.isFinite else {
            throw HoldfastError(.model, "the adapter in \(path) makes weights that are not finite; use another checkpoint or adapter")
        }
    }

    /// - Throws: `model` where training on would not be what it was.
    func checkTrains() throws {
        guard file.dropout == 0 else {
            throw HoldfastError(
                .model,
                "\(path)/\(AdapterConfigurationFile.name): lora_dropout is \(file.dropout), which training here does not have; set it to 0 to train on without"
            )
        }
    }

    /// - Parameter base: folder of the model that they belong to.
    /// - Throws: `file` or `capacity`.
    static func write(_ adapters: Adapters, base: String?, to folder: String) throws {
        let tensors = adapters.layout.tensors.map {
            SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: adapters.values.base + $0.offset)
        }
        try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: folder + "/" + weightsName)
        try AdapterConfigurationFile(lora: adapters.configuration, base: base).write(folder: folder)
    }
}

extension LoRAConfiguration {
    /// What two adapters must have in common, for messages.
    var summary: String {
        let names = AdapterTarget.allCases.filter(targets.contains).map(\.rawValue).joined(separator: ", ")
        return "rank \(rank), alpha \(alpha)\(isRankStabilized ? " (rank-stabilized)" : "") and targets \(names)"
    }
}
