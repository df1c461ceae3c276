// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What `GET /v1/models` answers.
struct ModelList: Decodable, Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var id: String
        /// Longest sequence in tokens, where the server says so.
        var contextLength: Int?
    }

    let data: [Entry]

    /// The named model, or the only one.
    /// - Throws: `configuration` where the name is unknown, or where there is a choice and no name.
    func entry(named name: String?, server: String) throws -> Entry {
        let known = data.isEmpty ? "none" : data.map(\.id).joined(separator: ", ")
        if let name {
            guard let entry = data.first(where: { $0.id == name }) else {
                throw HoldfastError(.configuration, "the model server at \(server) has no model `\(name)`; it has: \(known)")
            }
            return entry
        }
        guard let entry = data.first, data.count == 1 else {
            throw HoldfastError(.configuration, "the model server at \(server) lists \(data.count) models (\(known)); name the one to use")
        }
        return entry
    }
}

extension ModelList.Entry: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, meta
        case maxModelLength = "max_model_len"
    }

    /// llama.cpp's place for it.
    private struct Meta: Decodable {
        var context: Int?
        enum CodingKeys: String, CodingKey { case context = "n_ctx" }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        contextLength =
            try fields.decodeIfPresent(Int.self, forKey: .maxModelLength) ?? fields.decodeIfPresent(Meta.self, forKey: .meta)?.context
    }
}
