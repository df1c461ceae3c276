// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import HoldfastServers

/// Counts who is within.
private actor Occupancy {
    private var now = 0
    private(set) var most = 0

    func enter() {
        now += 1
        most = max(most, now)
    }

    func leave() { now -= 1 }
}

struct ServerTrafficTests {
    private struct Fault: Error {}
    private static let busy = AttemptFailure.status(429, message: "", retryAfter: nil)

    @Test(arguments: [1, 3, 50]) func `never more than the limit are at work, and all get through`(limit: Int) async throws {
        let traffic = ServerTraffic(concurrency: limit)
        let occupancy = Occupancy()
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await traffic.whenOpen(dialogue: number % 7) {
                        await occupancy.enter()
                        for _ in 0..<20 { await Task.yield() }
                        await occupancy.leave()
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(done.count == 40)
        let seen = await occupancy.most
        #expect(seen <= limit && (limit == 1 || seen > 1))
    }

    @Test func `a failure gives its place back`() async throws {
        let traffic = ServerTraffic(concurrency: 1)
        for _ in 0..<3 {
            await #expect(throws: Fault.self) { try await traffic.whenOpen(dialogue: 0) { throw Fault() } }
        }
        #expect(try await traffic.whenOpen(dialogue: 0) { 7 } == 7)
    }

    @Test func `a server that pushes back is asked less, and more again when it answers`() async throws {
        let traffic = ServerTraffic(concurrency: 16)
        let first = await (0..<16).asyncMap { _ in await traffic.admit(at: .zero, patience: .seconds(1)).number }
        for number in first { #expect(await traffic.ended(number, Self.busy, at: .zero)) }
        #expect(await traffic.concurrency == 8, "one overload counts once")
        let occupancy = Occupancy()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<32 {
                group.addTask {
                    try await traffic.whenOpen(dialogue: number) {
                        await occupancy.enter()
                        for _ in 0..<20 { await Task.yield() }
                        await occupancy.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await occupancy.most <= 8)
        for _ in 0..<400 {
            let number = await traffic.admit(at: .zero, patience: .seconds(1)).number
            _ = await traffic.ended(number, nil, at: .zero)
        }
        #expect(await traffic.concurrency == 16)
    }

    @Test func `failures are repeated as long as the budget of all requests lasts`() async {
        let traffic = ServerTraffic(concurrency: 1)
        let failure = AttemptFailure.status(500, message: "", retryAfter: nil)
        var repeated = 0
        for _ in 0..<100 where await traffic.ended(0, failure, at: .zero) { repeated += 1 }
        #expect(repeated == 32)
        for _ in 0..<20 { _ = await traffic.ended(0, nil, at: .zero) }
        #expect(await traffic.ended(0, failure, at: .zero), "twenty successes allow two")
        #expect(await traffic.ended(0, Self.busy, at: .zero), "what the server asks for takes nothing")
        #expect(await traffic.ended(0, failure, at: .zero))
        #expect(await traffic.ended(0, failure, at: .zero) == false)
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async -> Result) async -> [Result] {
        var results: [Result] = []
        for element in self { results.append(await transform(element)) }
        return results
    }
}
