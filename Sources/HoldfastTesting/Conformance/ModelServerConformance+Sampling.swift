// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

extension ModelServerConformance {
    /// Replies stand in the order of their requests, with one log-probability per token, the stop token last and once, and never more
    /// than `maxTokens` tokens.
    func wellFormedReplies(_ server: any ModelServer) async throws -> [String] {
        let vocabulary = await server.capabilities.vocabularySize
        let requests = (0..<4).flatMap { rollout in prompts.map { request($0, rollout: rollout) } }
        let replies = try await server.sample(requests)
        guard replies.count == requests.count else { return ["\(replies.count) replies to \(requests.count) requests"] }
        var found: [String] = []
        for (index, reply) in replies.enumerated() {
            let stops = reply.tokens.indices.filter { parameters.stopTokens.contains(reply.tokens[$0]) }
            let complaints: [(Bool, String)] = [
                (reply.tokens.isEmpty, "no token"),
                (reply.tokens.count > parameters.maxTokens, "\(reply.tokens.count) tokens, more than \(parameters.maxTokens)"),
                (reply.logprobs.count != reply.tokens.count, "\(reply.logprobs.count) log-probabilities for \(reply.tokens.count) tokens"),
                (!reply.logprobs.allSatisfy { $0.isFinite && $0 <= tolerance }, "a log-probability above 0 or not finite"),
                (!reply.tokens.allSatisfy { $0 >= 0 && $0 < vocabulary }, "a token outside the vocabulary"),
                (reply.end == .stopToken && stops != [reply.tokens.count - 1], "ended by a stop token that is not last or not alone"),
                (reply.end == .length && !stops.isEmpty, "a stop token, yet ended by length"),
                (reply.version != 0, "version \(reply.version) before any update"),
            ]
            found += complaints.filter(\.0).map { "reply \(index) has \($0.1)" }
        }
        return found
    }

    func noReplyWithoutRequest(_ server: any ModelServer) async throws -> [String] {
        let count = try await server.sample([]).count
        return count == 0 ? [] : ["\(count) replies"]
    }

    func deterministicByKey(_ server: any ModelServer) async throws -> [String] {
        let requests = prompts.map { request($0) }
        let first = try await server.sample(requests)
        let again = try await server.sample(requests)
        let elsewhere = try await makeServer().sample(requests)
        return zip(first, again).compactMap { difference($0, $1).map { "asked twice: \($0)" } }
            + zip(first, elsewhere).compactMap { difference($0, $1).map { "asked of two servers: \($0)" } }
    }

    func independentOfBatch(_ server: any ModelServer) async throws -> [String] {
        let requests = prompts.indices.map { request(prompts[$0], rollout: $0) }
        let together = try await server.sample(requests)
        let reversed = try await server.sample(requests.reversed())
        var found = zip(together, reversed.reversed()).compactMap { difference($0, $1).map { "in reverse order: \($0)" } }
        for (request, reply) in zip(requests, together) {
            if let difference = try await server.sample([request]).first.flatMap({ difference($0, reply) }) {
                found.append("alone: \(difference)")
            }
        }
        return found
    }

    /// Two turns of a dialogue, with a session and without one; also after the session was released.
    func sessionsAreTransparent(_ server: any ModelServer) async throws -> [String] {
        let cached = try await twoTurns(server, session: "dialogue", fork: nil)
        let plain = try await twoTurns(server, session: nil, fork: nil)
        await server.release(sessions: ["dialogue", "never seen"])
        let released = try await twoTurns(server, session: "dialogue", fork: nil)
        return zip(plain, cached).compactMap { difference($0, $1).map { "with a session: \($0)" } }
            + zip(plain, released).compactMap { difference($0, $1).map { "after release: \($0)" } }
    }

    func forksLeaveNoTrace(_ server: any ModelServer) async throws -> [String] {
        let plain = try await twoTurns(server, session: "plain", fork: nil)
        let forked = try await twoTurns(server, session: "forked", fork: prompts[1])
        return zip(plain, forked).compactMap { difference($0, $1).map { "after a fork: \($0)" } }
    }

    private func twoTurns(_ server: any ModelServer, session: String?, fork: [Int32]?) async throws -> [SampleReply] {
        let first = try await server.sample([request(prompts[0], turn: 0, session: session)])
        let history = prompts[0] + first.flatMap(\.tokens)
        if let fork {
            _ = try await server.sample([request(history + fork, turn: 7, session: session, extendsSession: false)])
        }
        return try await first + server.sample([request(history + prompts[1], turn: 1, session: session)])
    }
}
