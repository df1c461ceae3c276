// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

#if Servers
    import HoldfastServers
#endif

/// What `holdfast doctor --server` finds.
struct ServerReport: Sendable {
    /// Whether something can be done, and how.
    private struct Line: Sendable {
        var name: String
        var verdict: String
        var detail: String
    }

    private let items: [(name: String, value: JSONValue)]
    private let findings: [Line]
    private let uses: [Line]

    /// - Throws: `usage` in a build without servers, `configuration` and `server` where the server cannot be asked.
    init(asking url: String, model: String?, keyVariable: String?, keyFile: String?) async throws {
        #if Servers
            var configuration = OpenAIServerConfiguration(url: url, model: model, keyVariable: keyVariable, keyFile: keyFile)
            configuration.retry.attemptTimeout = .seconds(60)
            let found = try await OpenAIServerReport(asking: configuration)
            items = [
                ("server", .string(url)), ("models", .array(found.models.map(JSONValue.string))), ("asked", .string(found.model)),
                ("context_length", found.contextLength.map { .integer($0) } ?? .null),
                ("token_limit", .string(found.dialect.tokenLimit.rawValue)), ("json_form", .string(found.dialect.json.rawValue)),
                ("tinker_models", .array(found.tinkerModels.map(JSONValue.string))), ("serves_simulators", .bool(found.servesSimulators)),
            ]
            findings = ServerAbility.allCases.compactMap { ability in
                found.findings[ability].map { Line(name: ability.rawValue, verdict: $0.verdict.rawValue, detail: $0.detail) }
            }
            uses = ServerRole.allCases.compactMap { role in
                found.uses[role].map { Line(name: role.rawValue, verdict: $0.isPossible ? "yes" : "no", detail: $0.how) }
            }
        #else
            throw MissingServers.error(.usage, "holdfast doctor --server")
        #endif
    }

    var json: JSONValue {
        .object(
            items.map { JSONValue.Member($0.name, $0.value) } + [
                JSONValue.Member("abilities", Self.object(findings)), JSONValue.Member("uses", Self.object(uses)),
            ])
    }

    private static func object(_ lines: [Line]) -> JSONValue {
        .object(lines.map { JSONValue.Member($0.name, .record(["verdict": .string($0.verdict), "detail": .string($0.detail)])) })
    }

    var text: String {
        let known = items.filter { $0.value != .null && $0.value != .array([]) }.map { Self.padded($0.name, 26) + Self.words($0.value) }
        return (known + ["", "What it can do:"] + findings.map(Self.row) + ["", "What Holdfast does with it, as"] + uses.map(Self.row))
            .joined(separator: "\n")
    }

    private static func row(_ line: Line) -> String {
        let row = "  " + padded(line.name, 26) + (line.detail.isEmpty ? line.verdict : padded(line.verdict, 9) + line.detail)
        return row
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }

    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .bool(let answer): answer ? "yes" : "no"
        case .string(let text): text
        case .array(let values): values.isEmpty ? "none" : values.map(words).joined(separator: " ")
        default: value.line
        }
    }
}
