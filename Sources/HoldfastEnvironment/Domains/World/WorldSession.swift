// SPDX-License-Identifier: Apache-2.0

import GRDB
import HoldfastCore

/// What one episode changes in the world: the customer's account, and the bookings and changes made for it, in a SQLite database
/// of its own. Its tools return errors as results.
final class WorldSession: Sendable {
    private let world: ServiceWorld
    private let database: DatabaseQueue
    private let accountColumns: [Attribute]
    /// Values no search finds anything for.
    private let refusals: Set<Claim>

    init(world: ServiceWorld, account: [Fact], refusing refusals: Set<Claim> = []) throws {
        self.world = world
        self.refusals = refusals
        let known = Set(world.definition.verification.joined())
        let facts = account.filter { known.contains($0.attribute) }
        accountColumns = facts.map(\.attribute)
        do {
            database = try DatabaseQueue()
            try database.inDatabase { db in
                var schema = world.definition.intents.compactMap(\.record).map { record in
                    let columns = ["reference"] + record.columns.map(\.rawValue)
                    return "CREATE TABLE \(record.table.quoted) (\(columns.map(\.quoted).joined(separator: ", ")));"
                }
                if !facts.isEmpty {
                    schema.append("CREATE TABLE accounts (\(facts.map(\.attribute.rawValue.quoted).joined(separator: ", ")));")
                }
                try db.execute(sql: schema.joined())
                if !facts.isEmpty {
                    let slots = facts.map { _ in "?" }.joined(separator: ", ")
                    try db.execute(sql: "INSERT INTO accounts VALUES (\(slots))", arguments: StatementArguments(facts.map(\.value)))
                }
            }
        } catch {
            throw HoldfastError(.environment, "the episode's database in domain '\(world.definition.name)' could not be made", cause: error)
        }
    }

    /// What a lookup came to.
    enum Finding {
        case found([Attribute: String])
        /// Nothing matches; other values of the negotiable attribute that would.
        case nothing(alternatives: [String])
        /// Nothing matches because of this one wish; other values of it that would.
        case refused(Attribute, alternatives: [String])
        /// No record has these identifiers: probably misheard.
        case unidentified
    }

    /// Searches, and says what tool call that was.
    func find(_ lookup: LookupDefinition, known: [Attribute: String]) -> (finding: Finding, call: ToolCall) {
        var call = ToolCall(name: lookup.tool, arguments: arguments(lookup.match, known), result: "")
        do {
            if let refused = lookup.match.first(where: { name in known[name].map { refusals.contains(Claim(name, $0)) } ?? false }) {
                call.result = "nothing found"
                return (.refused(refused, alternatives: try alternatives(lookup, to: refused, known: known)), call)
            }
            if let row = try world.find(lookup, known: known) {
                call.result = row.isEmpty ? "ok" : describe(row)
                return (.found(row), call)
            }
            if !lookup.identifiers.isEmpty, try !world.hasIdentified(lookup, known: known) {
                call.result = "no such record"
                call.isError = true
                return (.unidentified, call)
            }
            call.result = "nothing found"
            if lookup.isPartial {
                for name in lookup.match.reversed() where known[name] != nil {
                    let others = try alternatives(lookup, to: name, known: known)
                    if !others.isEmpty { return (.refused(name, alternatives: others), call) }
                }
            }
            let alternatives = try world.alternatives(lookup, known: known)
            return (.nothing(alternatives: alternatives), call)
        } catch {
            call.result = "error: \(error)"
            call.isError = true
            return (.nothing(alternatives: []), call)
        }
    }

    /// Values of one wish with which a search would find something and that the world does not refuse.
    private func alternatives(_ lookup: LookupDefinition, to name: Attribute, known: [Attribute: String]) throws -> [String] {
        var freed = lookup
        freed.negotiable = name
        return try world.alternatives(freed, known: known).filter { !refusals.contains(Claim(name, $0)) && $0 != known[name] }
    }

    /// Whether the account has these facts. An attribute the account does not have counts as verified.
    func verify(_ facts: [Attribute: String]) -> (isVerified: Bool, call: ToolCall) {
        let checked = facts.filter { accountColumns.contains($0.key) }.sorted { $0.key < $1.key }
        var call = ToolCall(name: "verify_customer", arguments: arguments(facts.keys.sorted(), facts), result: "verified")
        guard !checked.isEmpty else { return (true, call) }
        do {
            let condition = checked.map { "\($0.key.rawValue.quoted) = ?" }.joined(separator: " AND ")
            let count = try database.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM accounts WHERE \(condition)", arguments: StatementArguments(checked.map(\.value))) ?? 0
            }
            if count > 0 { return (true, call) }
            call.result = "no customer with these facts"
        } catch {
            call.result = "error: \(error)"
        }
        call.isError = true
        return (false, call)
    }

    /// Writes what was agreed. With `fails` the world refuses, and nothing is written.
    func write(_ record: RecordDefinition, known: [Attribute: String], reference: String, fails: Bool) -> ToolCall {
        var call = ToolCall(name: record.tool, arguments: arguments(record.columns, known), result: "reference \(reference)")
        do {
            if fails { throw HoldfastError(.environment, "the service did not answer in time") }
            let columns = [reference] + record.columns.map { known[$0] ?? "" }
            let slots = columns.map { _ in "?" }.joined(separator: ", ")
            try database.inDatabase { db in
                try db.execute(sql: "INSERT INTO \(record.table.quoted) VALUES (\(slots))", arguments: StatementArguments(columns))
            }
        } catch {
            call.result = "error: \(error)"
            call.isError = true
        }
        return call
    }

    /// The rows written so far, column by column in the order of the definition, after the reference.
    func rows(of table: String) throws -> [[String]] {
        try database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM \(table.quoted)").map { row in row.databaseValues.map { String.fromDatabaseValue($0) ?? "" } }
        }
    }

    private func arguments(_ attributes: [Attribute], _ known: [Attribute: String]) -> [String: String] {
        Dictionary(attributes.compactMap { name in known[name].map { (name.rawValue, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    private func describe(_ row: [Attribute: String]) -> String {
        row.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }
}
