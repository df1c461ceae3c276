// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// `model.safetensors.index.json`: which files of a folder the tensors of a large model are in.
struct ShardIndex {
    static let name = "model.safetensors.index.json"

    let path: String
    private let folder: String
    /// File of each tensor.
    private let files: [String: String]

    /// - Throws: `file`, or `format` when it does not say in which files of the folder the tensors are.
    init(folder: String) throws {
        self.folder = folder
        path = folder + "/" + Self.name
        let fields = try ConfigurationFields.read(path, hint: "check the path and its permissions")
        guard let files = fields["weight_map"] as? [String: String], !files.isEmpty else {
            throw HoldfastError(.format, "\(path) has no weight_map from tensors to files; copy or download it again")
        }
        if let (tensor, file) = files.sorted(by: { $0.key < $1.key }).first(where: { $0.value.contains("/") || [".", "..", ""].contains($0.value) }) {
            throw HoldfastError(.format, "\(path) says that tensor \(tensor) is in \"\(file)\", which is no file of the folder; download it again")
        }
        self.files = files
    }

    /// Opens every shard and compares what its header lists with the index.
    ///
    /// - Throws: `file` for a missing shard, `format` where the index and a shard contradict each other, each naming a tensor.
    func open() throws -> [SafetensorsFile] {
        let shards = Dictionary(grouping: files.keys, by: { files[$0] ?? "" })
        return try shards.sorted { $0.key < $1.key }.map { name, tensors in
            let shard = folder + "/" + name
            let tensors = tensors.sorted()
            guard FileManager.default.fileExists(atPath: shard) else {
                throw HoldfastError(
                    .file, "\(shard) is missing, in which \(path) says that tensor \(tensors[0]) is; download all files of the model")
            }
            let file = try SafetensorsFile(path: shard)
            if let tensor = tensors.first(where: { file.entries[$0] == nil }) {
                throw HoldfastError(.format, "\(path) says that tensor \(tensor) is in \(shard), and it is not; download both again")
            }
            if let tensor = file.entries.keys.sorted().first(where: { files[$0] != name }) {
                let claim = files[tensor].map { "says that it is in \($0)" } ?? "does not list it"
                throw HoldfastError(.format, "tensor \(tensor) is in \(shard) and \(path) \(claim); download both again")
            }
            return file
        }
    }

    /// - Throws: `model` for a tensor that no shard holds.
    func checkHolds(_ tensors: [ParameterTensor]) throws {
        guard let tensor = tensors.first(where: { files[$0.name] == nil }) else { return }
        throw HoldfastError(
            .model, "\(path) lists no file for tensor \(tensor.name), which config.json calls for; use the files of one model together")
    }
}
