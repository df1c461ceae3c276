// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension MultiWOZ {
    /// The domain as data: attributes, errands, tables and words, for the scripted agent that serves every domain.
    /// - Throws: `file` or `format` where the databases cannot be read.
    public static func definition(folder: String) throws -> DomainDefinition {
        let databases = try MultiWOZDatabases(folder: folder)
        let lexicon = MultiWOZLexicon(databases)
        var definition = DomainDefinition(
            name: domainName, greetings: [greeting], attributes: lexicon.attributes(), intents: MultiWOZErrands.all, verification: [],
            tables: databases.tables(attributes: lexicon.attributes()))
        definition.refusesFirstChoices = true
        definition.ownLexicon = lexicon.lexicon
        return definition
    }

    /// The domain with its databases loaded, ready for a catalog.
    /// - Throws: `file` or `format` where the databases cannot be read, `environment` where they cannot be loaded.
    public static func service(folder: String) throws -> ServiceDomain { try ServiceDomain(definition(folder: folder)) }

    /// The line with which the agent opens. Human dialogues of the corpus begin with the user; their supervised form begins with it too.
    static let greeting = "Hello, this is the Cambridge help desk. How can I help you?"
}

extension DomainCatalog {
    /// This catalog with MultiWOZ added, its databases read from the corpus folder.
    /// - Throws: `file` or `format` where the databases cannot be read.
    public func addingMultiWOZ(folder: String) throws -> DomainCatalog { adding([try MultiWOZ.service(folder: folder)]) }
}

extension MultiWOZDatabases {
    /// The tables of the world: one per domain, and one per booking slot with all its values.
    func tables(attributes: [DomainAttribute]) -> [TableDefinition] {
        let entities = MultiWOZ.Domain.allCases.map { domain in
            let columns = MultiWOZErrands.columns(domain)
            let prefix = domain.rawValue.count + 1
            let rows = (rows[domain] ?? []).map { row in columns.map { row[String($0.rawValue.dropFirst(prefix))] ?? "unknown" } }
            return TableDefinition(name: domain.rawValue, columns: columns.map(\.rawValue), rows: rows, indexed: [])
        }
        let choices = [MultiWOZ.Domain.restaurant, .hotel].flatMap { MultiWOZErrands.slots($0, .book) }.map { name in
            let values = attributes.first { $0.name == name }.map { Self.choices($0.lexicon.pattern) } ?? []
            return TableDefinition(name: "\(name)_choices", columns: [name.rawValue], rows: values.map { [$0] }, indexed: [name.rawValue])
        }
        return entities + choices
    }

    private static func choices(_ pattern: ValuePattern) -> [String] {
        switch pattern {
        case .closed(let values): values.keys.sorted()
        case .number(let range): range.clamped(to: 0...10).map(String.init)
        case .open: []
        }
    }
}
