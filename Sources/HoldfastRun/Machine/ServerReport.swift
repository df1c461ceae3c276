// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

#if Servers
    import HoldfastServers
#endif

/// What `holdfast doctor --server` finds.
struct ServerReport: Sendable {
    private let items: [(name: String, value: JSONValue)]

    /// - Throws: `usage` in a build without servers, `configuration` and `server` where the server cannot be asked.
    init(asking url: String, model: String?, keyVariable: String?) async throws {
        #if Servers
            var configuration = OpenAIServerConfiguration(url: url, model: model, keyVariable: keyVariable)
            configuration.retry.attempts = 2
            configuration.retry.attemptTimeout = .seconds(60)
            let found = try await OpenAIServerReport(asking: configuration)
            items = [
                ("server", .string(url)), ("models", .array(found.models.map(JSONValue.string))), ("asked", .string(found.model)),
                ("context_length", found.contextLength.map { .integer($0) } ?? .null), ("token_ids", .bool(found.tokenIDs)),
                ("logprobs", .bool(found.logprobs)), ("serves_simulators", .bool(found.servesSimulators)),
                ("refusal", found.refusal.map(JSONValue.string) ?? .null),
            ]
        #else
            throw MissingServers.error(.usage, "holdfast doctor --server")
        #endif
    }

    var json: JSONValue { .object(items.map { JSONValue.Member($0.name, $0.value) }) }

    var text: String {
        items.filter { $0.value != .null }.map { item in
            item.name + String(repeating: " ", count: max(1, 20 - item.name.count)) + ServerReport.words(item.value)
        }.joined(separator: "\n")
    }

    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .bool(let answer): answer ? "yes" : "no"
        case .string(let text): text
        case .array(let values): values.isEmpty ? "none" : values.map(words).joined(separator: " ")
        default: value.line
        }
    }
}
