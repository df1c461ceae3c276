// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Parameters in safetensors files under their Hugging Face names.
enum WeightsFile {
    static let name = "model.safetensors"

    /// Reads `model.safetensors`, or where there is none the shards that `model.safetensors.index.json` lists.
    ///
    /// - Throws: `file`, `format` for a damaged file, `model` for one that does not belong to the layout.
    static func read(folder: String, layout: ParameterLayout, tied: Bool, into weights: FloatBuffer) throws {
        let single = folder + "/" + name
        let exists = FileManager.default.fileExists(atPath:)
        let shards: [SafetensorsFile]
        if !exists(single), exists(folder + "/" + ShardIndex.name) {
            let index = try ShardIndex(folder: folder)
            try index.checkHolds(layout.tensors)
            shards = try index.open()
        } else {
            shards = [try SafetensorsFile(path: single)]
        }
        for tensor in layout.tensors {
            let holder = shards.first { $0.entries[tensor.name] != nil } ?? shards[0]
            try holder.read(tensor.name, shape: tensor.shape, into: weights.base + tensor.offset)
        }
        let known = Set(layout.tensors.map(\.name))
        for shard in shards { try refuseForeignTensors(of: shard, known, tied: tied) }
        guard weights.isFinite else {
            throw HoldfastError(
                .model, "\(shards[0].path) holds numbers that are not finite: its training has diverged; use another checkpoint or simulator")
        }
    }

    private static func refuseForeignTensors(of file: SafetensorsFile, _ known: Set<String>, tied: Bool) throws {
        for name in file.entries.keys.sorted() where !known.contains(name) {
            // Old files carry the rotary frequencies, and tied ones sometimes the head a second time.
            if name.hasSuffix("rotary_emb.inv_freq") || (tied && name == "lm_head.weight") { continue }
            throw HoldfastError(.model, "\(file.path): tensor \(name) has no place in this architecture; use a remote server for this model")
        }
    }

    /// - Parameter adapters: merged into what is written, one tensor at a time.
    static func write(
        _ buffer: FloatBuffer, layout: ParameterLayout, adapters: Adapters? = nil, metadata: [String: String] = ["format": "pt"],
        halfWidth: Bool = false, to path: String
    ) throws {
        let merging = adapters?.merging() ?? [:]
        let tensors = layout.tensors.map {
            SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: buffer.base + $0.offset, change: merging[$0.name])
        }
        try SafetensorsWriter.write(tensors, metadata: metadata, halfWidth: halfWidth, to: path)
    }
}
