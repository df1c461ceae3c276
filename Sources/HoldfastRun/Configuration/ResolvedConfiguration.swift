// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Everything a run depends on, written out, with a digest by which a resumed run knows that it is the same one.
public struct ResolvedConfiguration: Sendable, Hashable {
    /// Every key with its value, defaults included.
    public let values: JSONValue

    /// Keys that may differ between a run and its continuation because no result depends on them.
    public static let free: Set<String> = ["run.name", "run.output", "monitors"]

    /// Writes out every key of a configuration.
    /// - Throws: what a value throws as it is encoded.
    public init(_ configuration: some Codable) throws {
        values = try ConfigurationEncoder.encode(configuration)
    }

    /// From a tree already read; `values` as this type wrote them.
    public init(values: JSONValue) {
        self.values = values
    }

    /// SHA-256 over the values that results depend on, keys sorted.
    public var digest: String { SHA256.hexadecimal(ResolvedConfiguration.kept(values, path: []).sorted.line) }

    /// The file `configs/train.json`.
    public var document: String {
        JSONValue.record(["digest": .string(digest), "configuration": values]).page + "\n"
    }

    /// The key paths whose values differ in a way that results depend on, such as `trainer.learning_rate: 0.001 there, 0.01 here`.
    public func differences(from other: ResolvedConfiguration) -> [String] {
        let here = Dictionary(uniqueKeysWithValues: ResolvedConfiguration.leaves(ResolvedConfiguration.kept(values, path: [])))
        let there = Dictionary(uniqueKeysWithValues: ResolvedConfiguration.leaves(ResolvedConfiguration.kept(other.values, path: [])))
        return Set(here.keys).union(there.keys).sorted().filter { here[$0] != there[$0] }
            .map { "\($0) is \(there[$0]?.line ?? "absent") there and \(here[$0]?.line ?? "absent") here" }
    }

    private static func kept(_ value: JSONValue, path: [String]) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(
            members.filter { !free.contains((path + [$0.key]).joined(separator: ".")) }
                .map { JSONValue.Member($0.key, kept($0.value, path: path + [$0.key])) })
    }

    private static func leaves(_ value: JSONValue, path: [String] = []) -> [(String, JSONValue)] {
        guard case .object(let members) = value, !members.isEmpty else { return [(path.joined(separator: "."), value)] }
        return members.flatMap { leaves($0.value, path: path + [$0.key]) }
    }
}
