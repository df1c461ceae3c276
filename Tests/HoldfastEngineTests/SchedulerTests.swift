// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEngine

@Suite struct SchedulerTests {
    private func limits(lanes: Int = 1, rows: Int = 64, pages: Int = 1000, pageTokens: Int = 8) -> Scheduler.Limits {
        Scheduler.Limits(lanes: lanes, rowsPerLane: rows, pages: pages, pageTokens: pageTokens)
    }

    private func tokens(_ count: Int, _ seed: Int) -> [Int32] { TestModels.tokens(count, seed: seed, vocabulary: 900) }

    // MARK: Batches

    @Test func `a long prompt keeps nobody's next token back`() {
        var simulation = SchedulerSimulation(limits(rows: 10))
        simulation.submit(tokens(4, 1), room: 20)
        simulation.step()
        simulation.submit(tokens(40, 2), room: 2)
        for _ in 0..<4 {
            simulation.step()
            #expect(simulation.plan.lanes[0].map(\.positions.count).sorted() == [1, 9])
        }
        simulation.run()
        #expect(simulation.complaints == [])
    }

    @Test func `a step is full while anybody waits`() {
        var simulation = SchedulerSimulation(limits(lanes: 2, rows: 16))
        for index in 0..<30 { simulation.submit(tokens(20, index), room: 3 + index % 9) }
        while !simulation.scheduler.waiting.isEmpty {
            simulation.step()
            #expect(simulation.plan.rows == 32 || simulation.scheduler.waiting.isEmpty)
        }
        simulation.run()
        #expect(simulation.complaints == [])
        #expect(simulation.completed.count == 30)
    }

    @Test func `lanes get equally many rows, and single tokens in one stretch`() {
        var simulation = SchedulerSimulation(limits(lanes: 3, rows: 32))
        for index in 0..<40 { simulation.submit([Int32(index)], room: 4) }
        for _ in 0..<3 {
            simulation.step()
            #expect(simulation.plan.lanes.map(\.count) == [14, 14, 12])
            #expect(simulation.plan.lanes.joined().map(\.sequence) == Array(0..<40))
        }
    }

    @Test func `a piece of a prompt leaves the tokens to the other lanes`() {
        var simulation = SchedulerSimulation(limits(lanes: 2, rows: 32))
        for index in 0..<20 { simulation.submit([Int32(index)], room: 9) }
        simulation.step()
        simulation.submit(tokens(20, 1), room: 1)
        simulation.step()
        #expect(simulation.plan.lanes.map { $0.reduce(0) { $0 + $1.positions.count } } == [20, 20])
    }

    // MARK: Prefixes

    @Test func `a prompt that another is computing is waited for and computed once`() {
        var simulation = SchedulerSimulation(limits(rows: 16))
        let prompt = tokens(40, 1)
        for _ in 0..<4 { simulation.submit(prompt, room: 2) }
        simulation.run()
        #expect(simulation.complaints == [])
        // Forty rows once, the last of them for each of the four, and one decoded token each.
        #expect(simulation.rows == 40 + 3 + 4)
    }

    @Test func `what has nothing in common does not wait`() {
        var simulation = SchedulerSimulation(limits(rows: 32))
        let prompt = tokens(40, 1)
        simulation.submit(prompt, room: 1)
        simulation.submit(prompt, room: 1)
        simulation.submit(tokens(8, 2), room: 1)
        simulation.step()
        simulation.step()
        #expect(simulation.completed.map(\.count) == [41, 9], "the stranger has passed the twin")
    }

    @Test(arguments: [24, 29]) func `members of a group hold the same full pages`(common: Int) {
        var simulation = SchedulerSimulation(limits())
        let beginning = tokens(common, 1)
        let members = (0..<3).map { simulation.submit(beginning + tokens(5, 10 + $0), room: 5) ?? -1 }
        simulation.step()
        simulation.step()
        let pages = members.map { simulation.scheduler.entries[$0].pages }
        #expect(Set(pages.map { $0.prefix(3) }).count == 1)
        #expect(Set(pages.map { $0[3] }).count == 3)
        #expect(simulation.rows == common + 5 + 2 * 5 + 1, "nothing of what they share is computed twice")
        simulation.run()
        #expect(simulation.complaints == [])
    }

    @Test func `families stand side by side`() {
        var simulation = SchedulerSimulation(limits(rows: 200))
        let prompts = [tokens(30, 1), tokens(30, 2)]
        for index in 0..<6 { simulation.submit(prompts[index % 2], room: 8) }
        for _ in 0..<3 { simulation.step() }
        let pages = simulation.plan.lanes[0].map { simulation.scheduler.entries[$0.sequence].pages }
        #expect(pages == pages.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(pages.count == 6 && Set(pages.map { $0.prefix(3) }).count == 2)
    }

    @Test func `a dialogue that goes on takes its pages over`() {
        var simulation = SchedulerSimulation(limits())
        simulation.submit(tokens(21, 1), room: 4, session: "a")
        simulation.run()
        let rows = simulation.rows
        simulation.submit(simulation.completed[0] + tokens(3, 2), room: 2, session: "a")
        simulation.step()
        #expect(simulation.plan.copies.isEmpty)
        #expect(simulation.rows - rows == 1 + 3, "its last token was not computed yet")
        simulation.run()
        // A fork copies the page that is not full, and the dialogue stays.
        simulation.submit(simulation.completed[1] + tokens(2, 3), room: 1, session: "a", extends: false)
        simulation.step()
        #expect(simulation.plan.copies.count == 1)
        #expect(simulation.scheduler.idle.count == 1)
        #expect(simulation.complaints == [])
    }

    // MARK: Budget

    @Test func `what can never fit is refused, and only that`() {
        var scheduler = Scheduler(limits(pages: 4))
        #expect(scheduler.submit(tokens(30, 1), room: 3) != nil, "the last of 33 tokens needs no page")
        #expect(scheduler.submit(tokens(30, 1), room: 4) == nil)
        #expect(scheduler.waiting.count == 1)
    }

    @Test func `idle dialogues go first, the least recently used of them before`() {
        var simulation = SchedulerSimulation(limits(pages: 9))
        for name in ["a", "b", "c"] {
            simulation.submit(tokens(20, name.count + Int(name.utf8.first ?? 0)), room: 2, session: name)
            simulation.run()
        }
        // Asking for it makes `a` the one used last.
        simulation.submit(simulation.completed[0] + [5], room: 1, session: "a")
        simulation.run()
        simulation.submit(tokens(20, 9), room: 3)
        simulation.run()
        #expect(Set(simulation.scheduler.sessions.keys) == ["a", "c"])
        #expect(simulation.scheduler.preemptions == 0)
        #expect(simulation.complaints == [])
    }

    @Test func `the youngest yields and has its tokens computed again`() {
        var simulation = SchedulerSimulation(limits(pages: 8))
        let first = simulation.submit(tokens(8, 1), room: 40) ?? -1
        let second = simulation.submit(tokens(8, 2), room: 40) ?? -1
        while simulation.scheduler.preemptions == 0 { simulation.step() }
        #expect(simulation.plan.preempted == [second])
        #expect(simulation.scheduler.running == [first] && simulation.scheduler.waiting == [second])
        simulation.submit(tokens(8, 3), room: 1)
        simulation.step()
        #expect(simulation.scheduler.waiting.first == second, "nobody younger gets the pages first")
        simulation.run()
        #expect(simulation.complaints == [])
        #expect(simulation.completed.map(\.count) == [48, 48, 9] || simulation.completed.map(\.count) == [48, 9, 48])
    }

    @Test func `who continues a cached dialogue passes one that waits for pages, and not for ever`() {
        var simulation = SchedulerSimulation(limits(pages: 20))
        simulation.submit(tokens(20, 1), room: 2, session: "a")
        simulation.run()
        // It holds fifteen pages for long, three are the dialogue's, and the stranger needs ten.
        let long = simulation.submit(tokens(112, 2), room: 9) ?? -1
        simulation.step()
        let stranger = simulation.submit(tokens(70, 3), room: 1) ?? -1
        let next = simulation.submit(simulation.completed[0] + [5], room: 1, session: "a") ?? -1
        simulation.step()
        simulation.step()
        #expect(simulation.live[next] == nil, "it was let in and is done")
        #expect(simulation.scheduler.waiting == [stranger] && simulation.scheduler.running == [long])
        #expect(simulation.scheduler.entries[stranger].passed == 1 && simulation.scheduler.evictions == 0)
        simulation.scheduler.entries[stranger].passed = Scheduler.patience
        let late = simulation.submit(simulation.completed[1] + [6], room: 1, session: "a") ?? -1
        simulation.step()
        #expect(simulation.scheduler.waiting == [stranger, late])
        simulation.run()
        #expect(simulation.complaints == [])
        #expect(simulation.completed.count == 5)
    }

    @Test func `a dialogue that is over is not kept`() {
        var simulation = SchedulerSimulation(limits())
        simulation.submit(tokens(20, 1), room: 2, session: "a")
        simulation.step()
        simulation.scheduler.release("a")
        simulation.run()
        #expect(simulation.scheduler.account.inUse == 0)
        #expect(simulation.scheduler.prefixes.isEmpty)
    }

    @Test func `what a page was copied from stays while others read it, and goes first when pages run short`() {
        var simulation = SchedulerSimulation(limits(pages: 13))
        let beginning = tokens(20, 1)
        simulation.submit(beginning + tokens(2, 2), room: 2)
        simulation.step()
        // They share twenty tokens: two full pages, and four tokens of a third.
        let forks = (0..<2).map { simulation.submit(beginning + tokens(2, 3 + $0), room: 30) ?? -1 }
        simulation.run(until: { $0.completed.count == 1 })
        simulation.step()
        let sources = forks.map { simulation.scheduler.entries[$0].source }
        #expect(sources[0]?.tokens == 4 && sources[0]?.index == 2 && sources[0] == sources[1])
        #expect(simulation.scheduler.account.inUse == 2 + 1 + 2)
        simulation.submit(tokens(60, 9), room: 2)
        simulation.run(until: { $0.completed.count == 3 })
        #expect(simulation.scheduler.preemptions == 0 || !simulation.scheduler.entries.contains { $0.source != nil })
        simulation.run()
        #expect(simulation.complaints == [])
        #expect(simulation.scheduler.account.inUse == 0)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `whatever comes and goes, each sequence is computed as if alone`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .shuffle).stream
        func upTo(_ bound: Int) -> Int { Int(stream.next() % UInt64(bound)) }
        let limits = limits(lanes: 1 + upTo(3), rows: 8 + upTo(40), pages: 12 + upTo(40), pageTokens: 4 + upTo(6))
        // Four bits make nearly all keys collide.
        var simulation = SchedulerSimulation(limits, hashBits: seed % 3 == 0 ? 4 : 64)
        let beginnings = (0..<3).map { tokens(16 + upTo(20), Int(seed) * 10 + $0) }
        var dialogues: [String: [Int32]] = [:]
        var submitted = 0
        for _ in 0..<150 where simulation.complaints.isEmpty {
            switch upTo(10) {
            case 0..<3:
                let name = "\(upTo(5))"
                let busy = simulation.live.values.contains { $0.session == name }
                let prompt = busy ? nil : dialogues[name].map { $0 + tokens(1 + upTo(4), upTo(100)) }
                let text = prompt ?? beginnings[upTo(3)].prefix(upTo(40)) + tokens(1 + upTo(12), upTo(100))
                let extends = upTo(4) > 0
                if simulation.submit(text, room: 1 + upTo(8), session: upTo(5) > 0 ? name : nil, extends: extends) != nil { submitted += 1 }
            case 3 where !simulation.live.isEmpty && upTo(4) == 0:
                simulation.cancel(simulation.live.keys.sorted()[upTo(simulation.live.count)])
                submitted -= 1
            case 4 where upTo(4) == 0: simulation.scheduler.release("\(upTo(5))")
            default:
                if simulation.scheduler.hasWork { simulation.step() }
                for (_, request) in simulation.live { if let name = request.session { dialogues[name] = request.tokens } }
            }
        }
        simulation.run()
        #expect(simulation.complaints == [], "seed \(seed)")
        #expect(simulation.completed.count == submitted, "seed \(seed)")
        simulation.scheduler.releaseAll()
        #expect(simulation.scheduler.account.inUse == 0, "seed \(seed)")
        #expect(simulation.scheduler.prefixes.isEmpty, "seed \(seed)")
        #expect(simulation.scheduler.entries.allSatisfy { $0.phase == .vacant }, "seed \(seed)")
    }
}
