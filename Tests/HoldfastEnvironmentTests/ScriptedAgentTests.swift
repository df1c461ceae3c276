// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ScriptedAgentTests {
    /// A scenario of one domain with an agent that neither errs nor presses nor fails.
    static func calm(_ domain: String, seed: UInt64 = 3) throws -> Scenario {
        let persona = Persona(
            facts: [
                Fact("name", "anna weber"), Fact("customer_number", "k4821"), Fact("phone", "410293"), Fact("email", "weber88@post.com"),
                Fact("home_city", "bristol"),
            ], policy: [])
        return Scenario(
            id: "calm", domain: domain, persona: persona, goal: UserGoal(intents: [], constraints: [], components: []),
            temper: AgentTemper(falsePremise: 0, misunderstanding: 0, toolFailure: 0), split: .train, seed: seed, source: "test")
    }

    /// Plays lines against an agent and returns its replies, the opening first.
    static func replies(to lines: [String], _ scenario: Scenario, catalog: DomainCatalog) throws -> [AgentReply] {
        var agent = try catalog.scriptedAgent(for: scenario)
        var replies = [agent.greet()]
        var turns = [Turn(index: 0, seat: .agent, text: replies[0].text, acts: replies[0].acts)]
        for line in lines {
            turns.append(Turn(index: turns.count, seat: .user, text: line))
            let reply = agent.answer(to: turns)
            turns.append(Turn(index: turns.count, seat: .agent, text: reply.text, acts: reply.acts))
            replies.append(reply)
        }
        return replies
    }

    struct Errand: CustomTestStringConvertible {
        var domain: String
        var table: String
        var intent: String
        var opening: String
        var testDescription: String { intent }
    }

    static let errands = [
        Errand(
            domain: "train", table: "trains", intent: "book_train",
            opening: "I need a train from {origin} to {destination} on {day} for two people."),
        Errand(domain: "train", table: "railcards", intent: "order_railcard", opening: "I want the {card_type} railcard from {start_month}."),
        Errand(domain: "shop", table: "orders", intent: "return_item", opening: "I return the {item} from order {order_number}, it is torn."),
        Errand(
            domain: "shop", table: "vouchers", intent: "buy_voucher", opening: "A voucher worth {voucher_amount} pounds, {voucher_design} design."),
        Errand(
            domain: "phone", table: "plans", intent: "change_plan",
            opening: "My contract: from the Basic plan to the {new_plan} plan in {start_month}."),
        Errand(
            domain: "phone", table: "technicians", intent: "book_technician",
            opening: "I need a technician for {problem}, router R1234, on {visit_day} in the {daypart}."),
        Errand(domain: "phone", table: "sims", intent: "order_sim", opening: "SIM cards of the {sim_type} type, {sim_count} pieces."),
    ]

    @Test(arguments: errands)
    func carriesOutWhatTheDatabaseHas(errand: Errand) throws {
        let catalog = try DomainCatalog.bundled(seed: 2)
        let table = try #require(catalog.service(errand.domain)?.definition.tables.first { $0.name == errand.table })
        let row = try #require(table.rows.first { $0.last != "no" })
        var line = errand.opening
        for (column, value) in zip(table.columns, row) {
            if let slot = line.firstRange(of: "{\(column)}") { line.replaceSubrange(slot, with: value) }
        }
        // Whatever it asks, the user says all of who it is, wishes nothing and agrees.
        let identity = "My name is Anna Weber. Customer number is K4821. Phone number is 410293. Email is weber88@post.com. I live in Bristol."
        let replies = try Self.replies(
            to: [line, identity, "No preference.", "Yes, please.", "Yes, please.", "Yes."], Self.calm(errand.domain), catalog: catalog)
        let acts = replies.flatMap(\.acts)
        #expect(acts.contains { $0.kind == .done && $0.intent == errand.intent }, "\(replies.map(\.text))")
        #expect(replies.flatMap(\.toolCalls).allSatisfy { !$0.isError })
    }

    @Test func offersAnotherDayAndThenGivesUp() throws {
        let catalog = try DomainCatalog.bundled(seed: 2)
        let service = try #require(catalog.service("train"))
        let lookup = try #require(service.definition.intent("book_train")).lookups[0]
        let table = try #require(service.definition.tables.first { $0.name == "trains" })
        var wanted: [Attribute: String] = [:]
        for row in table.rows {
            wanted = ["origin": row[0], "destination": row[1]]
            let served = try service.world.alternatives(lookup, known: wanted)
            guard let missing = ValuePools.weekdays.first(where: { !served.contains($0) }) else { continue }
            wanted["day"] = missing
            break
        }
        let line = "A train from \(wanted["origin"] ?? "") to \(wanted["destination"] ?? "") on \(wanted["day"] ?? "") for two people."
        let identity = "My name is Anna Weber. Customer number is K4821. Phone number is 410293. Email is weber88@post.com. I live in Bristol."
        let replies = try Self.replies(to: [line, identity, "No preference.", "No.", "No."], Self.calm("train"), catalog: catalog)
        let acts = replies.flatMap(\.acts)
        #expect(acts.contains { $0.kind == .blocked && $0.attribute == "day" && $0.value == wanted["day"] })
        #expect(acts.contains { $0.kind == .offer && $0.attribute == "day" && $0.value != wanted["day"] })
        #expect(acts.contains { $0.kind == .blocked && $0.intent == "book_train" }, "\(replies.map(\.text))")
    }

    @Test func aStrangerIsNotServed() throws {
        let catalog = try DomainCatalog.bundled(seed: 2)
        let row = try #require(catalog.service("train")?.definition.tables.first { $0.name == "railcards" }?.rows.first)
        let who = "My name is Bruno Moss. Customer number is B1111. Phone number is 111111. Email is moss@post.com. I live in Hull."
        let replies = try Self.replies(
            to: ["I want the \(row[0]) railcard from \(row[1]).", who, who, who, who, who, who], Self.calm("train"), catalog: catalog)
        #expect(replies.contains { $0.ends }, "\(replies.map(\.text))")
        #expect(!replies.flatMap(\.acts).contains { $0.kind == .done || $0.kind == .blocked })
        #expect(replies.flatMap(\.toolCalls).contains { $0.name == "verify_customer" && $0.isError })
    }

    @Test(arguments: ["train", "shop", "phone"])
    func survivesAnyLine(domain: String) throws {
        let catalog = try DomainCatalog.bundled(seed: 2)
        let garbage = [
            "", "???", "asdf qwer", "not not not {} {", String(repeating: "train ", count: 300), "日本語", "yes no yes",
            "'", "n't", "\u{0}", "-", ".",
        ]
        for offset in garbage.indices {
            let lines = Array(garbage[offset...] + garbage[..<offset])
            let replies = try Self.replies(to: lines, Self.calm(domain), catalog: catalog)
            #expect(replies.allSatisfy { !$0.text.isEmpty && !$0.acts.isEmpty }, "\(replies.map(\.text))")
            #expect(replies.contains { $0.ends }, "an agent that never gives up")
        }
    }

    @Test func theWorldIsTheSameForAllOfAGroup() throws {
        let catalog = try DomainCatalog.bundled(seed: 2)
        var scenario = try Self.calm("train", seed: 77)
        scenario.temper = AgentTemper(falsePremise: 0.5, misunderstanding: 0.5, toolFailure: 0.5)
        let lines = ["I need a train from York to Leeds.", "For two people.", "On Friday.", "Yes.", "No."]
        let first = try Self.replies(to: lines, scenario, catalog: catalog)
        #expect(try Self.replies(to: lines, scenario, catalog: catalog) == first)
    }
}
