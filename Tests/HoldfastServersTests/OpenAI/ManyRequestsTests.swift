// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Synchronization
import Testing

@testable import HoldfastServers

/// How many are being answered, and who was answered when.
private actor Desk {
    private(set) var inside = 0
    private(set) var most = 0
    private(set) var order: [String] = []
    private(set) var turnedAway = 0
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    func enter(_ name: String) -> Bool {
        guard inside < limit else {
            turnedAway += 1
            return false
        }
        inside += 1
        most = max(most, inside)
        order.append(name)
        return true
    }

    func leave() { inside -= 1 }
}

/// A thousand questions at once, through sockets.
struct ManyRequestsTests {
    private func answer(_ request: LoopbackServer.Request, at desk: Desk, yields: Int = 20) async -> LoopbackServer.Reply {
        let name = ((request.json["messages"] as? [[String: Any]])?.first?["content"] as? String) ?? ""
        guard await desk.enter(name) else { return .refusal(429, "full", headers: ["retry-after-ms": "1"]) }
        for _ in 0..<yields { await Task.yield() }
        await desk.leave()
        return .json(#"{"choices": [{"message": {"content": "\#(name)"}, "finish_reason": "stop"}]}"#)
    }

    private func ask(_ chat: OpenAIChatModel, _ dialogues: [String]) async throws -> [String] {
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, dialogue) in dialogues.enumerated() {
                group.addTask {
                    (index, try await chat.reply(to: [ChatMessage(.system, dialogue)], parameters: SamplingParameters()))
                }
            }
            var replies = [String](repeating: "", count: dialogues.count)
            for try await (index, reply) in group { replies[index] = reply }
            return replies
        }
    }

    @Test func `a thousand requests go over few connections, and each gets its own reply`() async throws {
        let desk = Desk()
        let dialogues = (0..<1000).map { "dialogue \($0 % 100)" }
        let connections = try await LoopbackServer.run {
            await answer($0, at: desk)
        } _: { url, log in
            let chat = try await OpenAIChatModel(OpenAIServerConfiguration(url: url, model: "m", concurrency: 24))
            let replies = try await self.ask(chat, dialogues)
            #expect(replies == dialogues)
            return await log.connections
        }
        #expect(connections <= 24, "\(connections) connections")
        let most = await desk.most
        #expect(most <= 24 && most > 1, "\(most) at once")
    }

    @Test func `dialogues take turns, however much one of them asks`() async throws {
        let desk = Desk()
        let (greedy, others) = ([String](repeating: "greedy", count: 400), (0..<20).flatMap { number in (0..<5).map { _ in "dialogue \(number)" } })
        try await LoopbackServer.run {
            await answer($0, at: desk)
        } _: { url, _ in
            let chat = try await OpenAIChatModel(OpenAIServerConfiguration(url: url, model: "m", concurrency: 4))
            _ = try await self.ask(chat, greedy + others)
        }
        let order = await desk.order
        let last = try #require(order.lastIndex { $0 != "greedy" })
        let before = order[..<last].count { $0 == "greedy" }
        // In fair turns it is about one of twenty-one; first come, first served would be all four hundred. Some are in line before the others come.
        #expect(before < 250, "\(before) of one dialogue went before the last of the others")
    }

    @Test func `a server that takes eight at once is asked about eight at once`() async throws {
        let desk = Desk(limit: 8)
        let dialogues = (0..<600).map { "dialogue \($0 % 50)" }
        try await LoopbackServer.run {
            await answer($0, at: desk)
        } _: { url, _ in
            let retry = RetryPolicy(attempts: 40, firstDelay: .milliseconds(1), longestDelay: .milliseconds(4))
            let chat = try await OpenAIChatModel(OpenAIServerConfiguration(url: url, model: "m", concurrency: 64, retry: retry))
            let replies = try await self.ask(chat, dialogues)
            #expect(replies == dialogues)
        }
        let (most, turnedAway) = (await desk.most, await desk.turnedAway)
        // Sixty-four at once all the way through would be turned away seven times for every one that is let in: 4,200. How many it is
        // depends on how fast the two sides run.
        #expect(most <= 8 && turnedAway > 0 && turnedAway < 2000, "\(turnedAway) turned away")
    }
}
