// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Yams

/// Reads YAML text into a tree that knows the line of every node.
enum YAMLSource {
    /// - Throws: `file` where it cannot be read, `configuration` with the line where it is no YAML.
    static func read(file path: String) throws -> ConfigurationNode {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw HoldfastError(
                .configuration,
                exists ? "cannot read the configuration \(path): is it a readable file?" : "there is no configuration file \(path)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw HoldfastError(.configuration, "\(path) is not UTF-8 text; save it as UTF-8")
        }
        return try parse(text, name: path)
    }

    /// An override such as `trainer.learning_rate=1e-3`.
    static func override(_ assignment: String) throws -> ConfigurationNode {
        guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
            throw HoldfastError(.usage, "the override `\(assignment)` is not of the form section.key=value")
        }
        let path = assignment[..<equals].split(separator: ".", omittingEmptySubsequences: false)
        let text = String(assignment[assignment.index(after: equals)...])
        let value = try node(yaml(text, name: "the value of \(assignment[..<equals])"), origin: { _ in .commandLine })
        return path.reversed().reduce(value) { inner, key in
            let entry = ConfigurationNode.Entry(
                key: String(key).replacing("-", with: "_"), origin: .commandLine, value: inner)
            return ConfigurationNode(.mapping([entry]), origin: .commandLine)
        }
    }

    static func parse(_ text: String, name: String) throws -> ConfigurationNode {
        let root = try node(yaml(text, name: name), origin: { .file(name, line: $0?.line ?? 1) })
        if root.isNull { return ConfigurationNode(.mapping([]), origin: .file(name, line: 1)) }
        guard case .mapping = root.content else {
            throw HoldfastError(.configuration, "\(root.origin): a configuration is a mapping of sections, found \(root.summary)")
        }
        return root
    }

    private static func yaml(_ text: String, name: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw HoldfastError(.configuration, describe(error, name: name))
        }
    }

    private static func describe(_ error: YamlError, name: String) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return "\(name):\(mark.line): this is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.sorted().map { "`\($0)`" }.joined(separator: ", ")
            // The parser knows the place of the first one alone.
            return "\(name):\(context.mark.line): the key \(names) stands here and again further down in the same mapping; keep one of them"
        default:
            return "\(name): this is not YAML: \(error)".split(separator: "\n").joined(separator: " ")
        }
    }

    private static func node(_ yaml: Node?, origin: (Mark?) -> ConfigurationOrigin) throws -> ConfigurationNode {
        guard let yaml else { return ConfigurationNode(.scalar("", quoted: false), origin: origin(nil)) }
        let place = origin(yaml.mark)
        switch yaml {
        case .scalar(let scalar):
            return ConfigurationNode(.scalar(scalar.string, quoted: scalar.style != .plain && scalar.style != .any), origin: place)
        case .sequence(let sequence):
            return ConfigurationNode(.sequence(try sequence.map { try node($0, origin: origin) }), origin: place)
        case .mapping(let mapping):
            return ConfigurationNode(
                .mapping(
                    try mapping.map { key, value in
                        guard let name = key.string else {
                            throw HoldfastError(.configuration, "\(origin(key.mark)): a key must be a plain word")
                        }
                        return ConfigurationNode.Entry(key: name, origin: origin(key.mark), value: try node(value, origin: origin))
                    }), origin: place)
        case .alias:
            throw HoldfastError(.configuration, "\(place): aliases are not supported here; write the value out")
        }
    }
}
