// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// What stands in a checkpoint's folder in place of weights: where they are at the server. The file is `tinker.json`.
struct CheckpointNote: Codable, Sendable, Hashable {
    static let fileName = "tinker.json"

    /// Version of this file.
    var format = 1
    /// Host and port it was saved at.
    var server: String
    /// The path of weights and optimizer.
    var path: String
    /// The model that training started from.
    var baseModel: String
    /// Rank of the adapters; 0 where all weights are trained.
    var loraRank: Int
    /// Version of the weights.
    var version: Int

    private enum CodingKeys: String, CodingKey {
        case format, server, path, version
        case baseModel = "base_model"
        case loraRank = "lora_rank"
    }

    /// - Throws: `capacity` or `file` where it cannot be written.
    func write(to directory: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: "\(directory)/\(Self.fileName)")
    }

    /// - Throws: `file` where there is none, `format` where it does not read.
    init(directory: String) throws {
        let path = "\(directory)/\(Self.fileName)"
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw HoldfastError(
                .file, "\(path) cannot be read; only a checkpoint of a run at a training server can be continued at one")
        }
        do {
            self = try JSONDecoder().decode(CheckpointNote.self, from: data)
        } catch {
            throw HoldfastError(.format, "\(path) is no note of a checkpoint at a training server: \(DecodingProblem.text(error))", cause: error)
        }
        guard format == 1 else {
            throw HoldfastError(.format, "\(path) has format \(format); this version of Holdfast reads 1, so use a newer one")
        }
    }

    init(server: String, path: String, baseModel: String, loraRank: Int, version: Int) {
        (self.server, self.path, self.baseModel, self.loraRank, self.version) = (server, path, baseModel, loraRank, version)
    }
}
