// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Parameters in safetensors files under their Hugging Face names.
enum WeightsFile {
    static let name = "model.safetensors"

    /// - Throws: `format` for a damaged file, `model` for one that does not belong to the layout.
    static func read(_ path: String, layout: ParameterLayout, tied: Bool, into weights: FloatBuffer) throws {
        if !FileManager.default.fileExists(atPath: path), FileManager.default.fileExists(atPath: path + ".index.json") {
            throw HoldfastError(.model, "\(path) is split into several files, which the embedded engine does not read; save the model as one file")
        }
        let file = try SafetensorsFile(path: path)
        for tensor in layout.tensors { try file.read(tensor.name, shape: tensor.shape, into: weights.base + tensor.offset) }
        let known = Set(layout.tensors.map(\.name))
        for name in file.entries.keys.sorted() where !known.contains(name) {
            // Old files carry the rotary frequencies, and tied ones sometimes the head a second time.
            if name.hasSuffix("rotary_emb.inv_freq") || (tied && name == "lm_head.weight") { continue }
            throw HoldfastError(.model, "\(path): tensor \(name) has no place in this architecture; use a remote server for this model")
        }
        guard weights.isFinite else {
            throw HoldfastError(.model, "\(path) holds numbers that are not finite: its training has diverged; use another checkpoint or simulator")
        }
    }

    static func write(
        _ buffer: FloatBuffer, layout: ParameterLayout, metadata: [String: String] = ["format": "pt"], halfWidth: Bool = false, to path: String
    ) throws {
        let tensors = layout.tensors.map { SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: buffer.base + $0.offset) }
        try SafetensorsWriter.write(tensors, metadata: metadata, halfWidth: halfWidth, to: path)
    }
}
