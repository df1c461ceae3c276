// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ServiceWorldTests {
    @Test func databasesFollowFromTheSeed() throws {
        for name in try DomainCatalog.bundled(seed: 1).domains {
            let first = try #require(DomainCatalog.bundled(seed: 1).service(name)).definition.tables
            #expect(try DomainCatalog.bundled(seed: 1).service(name)?.definition.tables == first)
            #expect(try DomainCatalog.bundled(seed: 2).service(name)?.definition.tables != first)
        }
    }

    @Test func everyRowIsInTheDatabase() throws {
        let catalog = try DomainCatalog.bundled(seed: 1)
        for name in catalog.domains {
            let service = try #require(catalog.service(name))
            for table in service.definition.tables {
                #expect(!table.rows.isEmpty)
                #expect(try service.world.count(of: table.name) == table.rows.count)
            }
        }
    }

    @Test func writesStayInTheirSession() throws {
        let service = try #require(DomainCatalog.bundled(seed: 1).service("train"))
        let record = try #require(service.definition.intent("order_railcard")?.record)
        let mine = try WorldSession(world: service.world, account: [])
        let other = try WorldSession(world: service.world, account: [])
        let known: [Attribute: String] = ["card_type": "youth", "start_month": "june"]
        #expect(!mine.write(record, known: known, reference: "A1", fails: false).isError)
        #expect(mine.write(record, known: known, reference: "A2", fails: true).isError)
        #expect(try mine.rows(of: record.table) == [["A1", "youth", "june"]])
        #expect(try other.rows(of: record.table).isEmpty)
    }

    @Test func verifiesAgainstTheAccount() throws {
        let service = try #require(DomainCatalog.bundled(seed: 1).service("shop"))
        let session = try WorldSession(world: service.world, account: [Fact("name", "anna weber"), Fact("phone", "410293")])
        #expect(session.verify(["name": "anna weber", "phone": "410293"]).isVerified)
        #expect(!session.verify(["name": "anna weber", "phone": "410294"]).isVerified)
    }

    @Test func aBadTableIsAnError() {
        let definition = DomainDefinition(
            name: "broken", greetings: [], attributes: [], intents: [], verification: [],
            tables: [TableDefinition(name: "t", columns: ["a"], rows: [["1", "2"]], indexed: [])])
        #expect(throws: HoldfastError.self) { try ServiceWorld(definition: definition) }
    }
}
