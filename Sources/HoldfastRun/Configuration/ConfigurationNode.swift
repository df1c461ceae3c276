// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Where a value of a configuration comes from.
public enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The built-in defaults.
    case defaults
    /// A line of a file, counted from 1.
    case file(String, line: Int)
    /// An override of the command line.
    case commandLine

    /// The origin in words, such as `train.yaml:3`.
    public var description: String {
        switch self {
        case .defaults: "the built-in defaults"
        case .file(let path, let line): "\(path):\(line)"
        case .commandLine: "command line"
        }
    }
}

/// A configuration as a tree whose every node knows where it came from.
struct ConfigurationNode: Sendable {
    enum Content: Sendable {
        /// Text as written; `quoted` text is a string whatever it looks like.
        case scalar(String, quoted: Bool)
        case sequence([ConfigurationNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var origin: ConfigurationOrigin
        var value: ConfigurationNode
    }

    var content: Content
    var origin: ConfigurationOrigin

    /// The built-in defaults as a tree: the one place from which the known keys follow.
    init(defaults: JSONValue) {
        origin = .defaults
        switch defaults {
        case .null: content = .scalar("null", quoted: false)
        case .bool(let value): content = .scalar(value ? "true" : "false", quoted: false)
        case .number(let literal): content = .scalar(literal, quoted: false)
        case .string(let text): content = .scalar(text, quoted: true)
        case .array(let items): content = .sequence(items.map(ConfigurationNode.init(defaults:)))
        case .object(let members):
            content = .mapping(members.map { Entry(key: $0.key, origin: .defaults, value: ConfigurationNode(defaults: $0.value)) })
        }
    }

    init(_ content: Content, origin: ConfigurationOrigin) {
        self.content = content
        self.origin = origin
    }

    var entries: [Entry] {
        if case .mapping(let entries) = content { entries } else { [] }
    }

    var isNull: Bool {
        if case .scalar(let text, quoted: false) = content { ["", "~", "null", "Null", "NULL"].contains(text) } else { false }
    }

    subscript(_ key: String) -> ConfigurationNode? { entries.first { $0.key == key }?.value }

    /// What stands here, for an error message.
    var summary: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(let text, _): "`\(text)`"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// This tree with another laid over it: mappings merge key by key, everything else is replaced whole.
    func merged(with over: ConfigurationNode) -> ConfigurationNode {
        guard case .mapping(var entries) = content, case .mapping(let others) = over.content else {
            // A section without a body (`trainer:`) changes nothing.
            if case .mapping = content, over.isNull { return self }
            return over
        }
        for other in others {
            if let index = entries.firstIndex(where: { $0.key == other.key }) {
                entries[index].value = entries[index].value.merged(with: other.value)
                entries[index].origin = other.origin
            } else {
                entries.append(other)
            }
        }
        return ConfigurationNode(.mapping(entries), origin: over.origin)
    }

    /// The key paths that end in this key, for the hint that a key stands in the wrong section.
    func paths(endingIn key: String, prefix: [String] = []) -> [String] {
        entries.flatMap { entry in
            (entry.key == key ? [(prefix + [key]).joined(separator: ".")] : [])
                + entry.value.paths(endingIn: key, prefix: prefix + [entry.key])
        }
    }
}
