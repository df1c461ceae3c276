// SPDX-License-Identifier: Apache-2.0

import GRDB
import HoldfastCore

/// The shared, read-only database of a domain: SQLite in memory, made from the domain's tables.
///
/// What an episode writes goes to its own `WorldSession`, so that episodes cannot disturb each other.
public final class ServiceWorld: Sendable {
    let definition: DomainDefinition
    private let database: DatabaseQueue

    /// - Throws: `environment` when a table cannot be made.
    public init(definition: DomainDefinition) throws {
        self.definition = definition
        do {
            database = try DatabaseQueue()
            try database.write { db in
                for table in definition.tables { try Self.create(table, in: db) }
            }
        } catch {
            throw HoldfastError(
                .environment, "the database of domain '\(definition.name)' could not be made; check the columns of its tables", cause: error)
        }
    }

    private static func create(_ table: TableDefinition, in db: Database) throws {
        try db.execute(sql: "CREATE TABLE \(table.name.quoted) (\(table.columns.map(\.quoted).joined(separator: ", ")))")
        let slots = table.columns.map { _ in "?" }.joined(separator: ", ")
        let insert = try db.makeStatement(sql: "INSERT INTO \(table.name.quoted) VALUES (\(slots))")
        for row in table.rows { try insert.execute(arguments: StatementArguments(row)) }
        if !table.indexed.isEmpty {
            let columns = table.indexed.map(\.quoted).joined(separator: ", ")
            try db.execute(sql: "CREATE INDEX \("\(table.name)_lookup".quoted) ON \(table.name.quoted) (\(columns))")
        }
    }

    /// The number of rows of a table.
    public func count(of table: String) throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table.quoted)") ?? 0 }
    }

    /// Which values of which columns a search asks for.
    struct Condition {
        var columns: [(name: String, value: String)] = []
        private var comparisons: [String] = []

        /// What a lookup asks for, of the attributes that are known.
        init(_ lookup: LookupDefinition, known: [Attribute: String], without left: Attribute? = nil, requiring: Bool = true) {
            for attribute in lookup.match where attribute != left {
                guard let value = known[attribute] else { continue }
                columns.append((attribute.rawValue, value))
                comparisons.append(lookup.atLeast.contains(attribute) ? ">=" : lookup.atMost.contains(attribute) ? "<=" : "=")
            }
            if requiring {
                for (name, value) in lookup.require.sorted(by: { $0.key < $1.key }) {
                    columns.append((name, value))
                    comparisons.append("=")
                }
            }
        }

        var sql: String { columns.isEmpty ? "1" : zip(columns, comparisons).map { "\($0.name.quoted) \($1) ?" }.joined(separator: " AND ") }
        var arguments: StatementArguments { StatementArguments(columns.map(\.value)) }
    }

    /// The first row that satisfies the lookup, as the attributes it returns; nil when there is none.
    func find(_ lookup: LookupDefinition, known: [Attribute: String]) throws -> [Attribute: String]? {
        let condition = Condition(lookup, known: known)
        let columns = lookup.returns.isEmpty ? "1" : lookup.returns.map(\.rawValue.quoted).joined(separator: ", ")
        return try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM \(lookup.table.quoted) WHERE \(condition.sql) LIMIT 1")
            guard let row = try Row.fetchOne(statement, arguments: condition.arguments) else { return nil }
            var found: [Attribute: String] = [:]
            for (index, attribute) in lookup.returns.enumerated() { found[attribute] = row[index] as String? ?? "" }
            return found
        }
    }

    /// Values of the negotiable attribute with which the lookup would find something, in order.
    func alternatives(_ lookup: LookupDefinition, known: [Attribute: String]) throws -> [String] {
        guard let negotiable = lookup.negotiable else { return [] }
        let condition = Condition(lookup, known: known, without: negotiable)
        let column = negotiable.rawValue.quoted
        return try database.read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT DISTINCT \(column) FROM \(lookup.table.quoted) WHERE \(condition.sql) ORDER BY \(column)")
            return try String.fetchAll(statement, arguments: condition.arguments)
        }
    }

    /// Whether any row has the identifiers the user gave, whatever else holds.
    func hasIdentified(_ lookup: LookupDefinition, known: [Attribute: String]) throws -> Bool {
        var identifying = lookup
        identifying.match = lookup.identifiers
        identifying.require = [:]
        identifying.returns = []
        return try find(identifying, known: known) != nil
    }

    /// A row drawn at random, as the attributes the lookup matches; nil when no row has what is known.
    func draw(
        _ lookup: LookupDefinition, known: [Attribute: String], requiring: Bool = true, from stream: inout RandomStream
    ) throws -> [Attribute: String]? {
        let condition = Condition(lookup, known: known, requiring: requiring)
        let ticket = stream.uniform()
        return try database.read { db in
            let last = try Int.fetchOne(db.cachedStatement(sql: "SELECT max(rowid) FROM \(lookup.table.quoted)")) ?? 0
            let columns = lookup.match.map(\.rawValue.quoted).joined(separator: ", ")
            let start = Int(ticket * Double(last))
            for bound in ["rowid > \(start)", "rowid <= \(start)"] {
                let sql = "SELECT \(columns) FROM \(lookup.table.quoted) WHERE \(condition.sql) AND \(bound) ORDER BY rowid LIMIT 1"
                guard let row = try Row.fetchOne(db, sql: sql, arguments: condition.arguments) else { continue }
                var found: [Attribute: String] = [:]
                for (index, attribute) in lookup.match.enumerated() { found[attribute] = row[index] as String? ?? "" }
                return found
            }
            return nil
        }
    }
}

extension String {
    /// As an SQL identifier.
    var quoted: String { "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
}
