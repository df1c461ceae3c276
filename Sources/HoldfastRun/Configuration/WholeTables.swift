// SPDX-License-Identifier: Apache-2.0

/// A configuration with tables of names that belong together: where a file names one, what it does not name is not there. A weight that
/// nobody wrote would otherwise go on paying for something.
protocol HasWholeTables {
    /// Section and key of each such table.
    static var wholeTables: [(section: String, key: String)] { get }
}

extension RunConfiguration: HasWholeTables {
    static var wholeTables: [(section: String, key: String)] { [("rewards", "weights")] }
}

extension ConfigurationNode {
    /// The tree with an empty mapping at the place.
    func emptying(_ section: String, _ key: String) -> ConfigurationNode {
        guard case .mapping(var sections) = content, let place = sections.firstIndex(where: { $0.key == section }),
            case .mapping(var entries) = sections[place].value.content, let index = entries.firstIndex(where: { $0.key == key })
        else { return self }
        entries[index].value.content = .mapping([])
        sections[place].value.content = .mapping(entries)
        return ConfigurationNode(.mapping(sections), origin: origin)
    }
}
