// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a checkpoint needs besides the weights: the moments of AdamW, its step count and the weights' version, in one safetensors file.
enum OptimizerFile {
    static let name = "optimizer.safetensors"

    static func write(_ optimizer: AdamW, version: Int, tensors parameters: [ParameterTensor], to path: String) throws {
        let tensors = parameters.flatMap { tensor in
            [("mean.", optimizer.mean), ("square.", optimizer.square)].map { prefix, buffer in
                SafetensorsWriter.Tensor(name: prefix + tensor.name, shape: tensor.shape, values: buffer.base + tensor.offset)
            }
        }
        try SafetensorsWriter.write(tensors, metadata: ["steps": "\(optimizer.steps)", "version": "\(version)"], to: path)
    }

    /// - Returns: the steps taken and the weights' version.
    /// - Throws: `format` for a damaged file, `model` for one of another model.
    static func read(_ path: String, tensors: [ParameterTensor], mean: FloatBuffer, square: FloatBuffer) throws -> (steps: Int, version: Int) {
        let file = try SafetensorsFile(path: path)
        for tensor in tensors {
            try file.read("mean." + tensor.name, shape: tensor.shape, into: mean.base + tensor.offset)
            try file.read("square." + tensor.name, shape: tensor.shape, into: square.base + tensor.offset)
        }
        guard let steps = file.metadata["steps"].flatMap({ Int($0) }), let version = file.metadata["version"].flatMap({ Int($0) }) else {
            throw HoldfastError(.format, "\(path) does not say how many steps were taken; go back to an earlier checkpoint")
        }
        return (steps, version)
    }
}
