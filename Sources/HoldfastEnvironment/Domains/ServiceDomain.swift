// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A domain ready for use: its definition, its database, and a reader of its language.
public struct ServiceDomain: Sendable {
    /// The domain as data.
    public let definition: DomainDefinition
    /// The database, which all episodes share.
    public let world: ServiceWorld
    /// Reads lines in the words of the definition's lexicon.
    public let reader: LineReader

    /// - Throws: `environment` when the database cannot be made.
    public init(_ definition: DomainDefinition) throws {
        self.definition = definition
        world = try ServiceWorld(definition: definition)
        reader = LineReader(lexicon: definition.lexicon)
    }
}
