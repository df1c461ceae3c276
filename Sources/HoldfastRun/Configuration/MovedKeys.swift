// SPDX-License-Identifier: Apache-2.0

/// A configuration some of whose keys stood in other sections in earlier versions. Files and stored runs with the old places are read as if
/// they had the new ones, so that a run can be resumed.
protocol HasMovedKeys {
    /// From section and key to section and key.
    static var movedKeys: [(from: (section: String, key: String), to: (section: String, key: String))] { get }
}

extension RunConfiguration: HasMovedKeys {
    static var movedKeys: [(from: (section: String, key: String), to: (section: String, key: String))] {
        [(("environment", "top_p"), ("sampling", "top_p"))]
    }
}

extension ConfigurationNode {
    /// The tree with the key at its new place; what stands there already wins.
    func moving(_ from: (section: String, key: String), to: (section: String, key: String)) -> ConfigurationNode {
        guard case .mapping(var sections) = content, let place = sections.firstIndex(where: { $0.key == from.section }),
            case .mapping(var entries) = sections[place].value.content, let index = entries.firstIndex(where: { $0.key == from.key })
        else { return self }
        var entry = entries.remove(at: index)
        entry.key = to.key
        sections[place].value.content = .mapping(entries)
        let moved = Entry(key: to.section, origin: entry.origin, value: ConfigurationNode(.mapping([entry]), origin: entry.origin))
        return ConfigurationNode(.mapping([moved]), origin: origin).merged(with: ConfigurationNode(.mapping(sections), origin: origin))
    }
}
