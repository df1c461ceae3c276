// SPDX-License-Identifier: Apache-2.0

/// What `GET /v1/models` answers.
struct ModelListing: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
        var id: String
        let object = "model"
        var created: Int
        let owner = "holdfast"
        /// vLLM's.
        var contextLength: Int

        private enum CodingKeys: String, CodingKey {
            case id, object, created
            case owner = "owned_by"
            case contextLength = "max_model_len"
        }
    }
    let object = "list"
    var data: [Entry]
}
