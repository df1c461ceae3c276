// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore

/// A thresholds file in YAML.
enum GateFile {
    /// - Throws: `configuration` with file, line, key path and what was expected; a key that does not exist is one of these.
    static func read(_ path: String) throws -> GateThresholds { try decode(YAMLSource.read(file: path)) }

    /// The same for text; `name` stands for the file in messages.
    static func parse(_ text: String, name: String) throws -> GateThresholds { try decode(YAMLSource.parse(text, name: name)) }

    private static func decode(_ node: ConfigurationNode) throws -> GateThresholds {
        // Nothing is a default here: a rule stands in the file or is not asked. The example says which keys there are.
        let example = ConfigurationNode(defaults: try ConfigurationEncoder.encode(GateThresholds(rules: [GateRule("")])))
        let thresholds = try ConfigurationDecoder.decode(GateThresholds.self, from: node, defaults: example, describesItems: true)
        do {
            try thresholds.check()
        } catch let error as HoldfastError where error.code == .configuration {
            let path = error.message.prefix { !$0.isWhitespace }.split(separator: ".").map(String.init)
            throw HoldfastError(.configuration, "\(origin(of: path[...], in: node)): \(error.message)")
        }
        return thresholds
    }

    private static func origin(of path: ArraySlice<String>, in node: ConfigurationNode) -> ConfigurationOrigin {
        guard let first = path.first else { return node.origin }
        if case .sequence(let items) = node.content, let index = Int(first), items.indices.contains(index) {
            return origin(of: path.dropFirst(), in: items[index])
        }
        return node[first].map { origin(of: path.dropFirst(), in: $0) } ?? node.origin
    }
}
