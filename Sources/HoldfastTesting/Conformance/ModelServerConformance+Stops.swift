// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

extension ModelServerConformance {
    /// A stop sequence that begins in one token and ends in another ends the completion where it first stands in the text.
    func stopsAcrossTokens(_ server: any ModelServer) async throws -> [String] {
        guard let spelling, await applies(.stopSequences, to: server) else { return [] }
        let free = try await server.sample(prompts.flatMap { prompt in (0..<4).map { stopRequest(prompt, rollout: $0, stops: []) } })
        var found: [String] = []
        var compared = 0
        for (index, reply) in free.enumerated() {
            let pieces = reply.tokens.map { Array(spelling[$0]) }
            let bytes = pieces.flatMap(\.self)
            let border = pieces[0].count
            // ASCII on both sides of a border is text whatever stands around it.
            guard border > 0, bytes.count > border, bytes[border - 1] < 128, bytes[border] < 128 else { continue }
            let stop = String(decoding: bytes[border - 1...border], as: UTF8.self)
            let kept = Self.firstPlace(of: Array(stop.utf8), in: bytes)
            var end = 0
            let count =
                1
                + (pieces.firstIndex { piece in
                    end += piece.count
                    return end >= kept + 2
                } ?? 0)
            let request = stopRequest(prompts[index / 4], rollout: index % 4, stops: ["\u{1}never\u{1}", stop])
            guard let stopped = try await server.sample([request]).first else { return found + ["no reply"] }
            compared += 1
            let text = String(decoding: bytes.prefix(kept), as: UTF8.self)
            let complaints: [(Bool, String)] = [
                (stopped.end != .stopSequence, "ended by \(stopped.end.rawValue)"),
                (stopped.tokens != Array(reply.tokens.prefix(count)), "tokens \(stopped.tokens) of \(reply.tokens), of which it needs \(count)"),
                (stopped.stop?.sequence != stop, "ended by `\(stopped.stop?.sequence ?? "nothing")`"),
                (stopped.stop?.text != text, "text `\(stopped.stop?.text ?? "")` and not `\(text)`"),
            ]
            found += complaints.filter(\.0).map { "stopped at `\(stop)`: \($0.1)" }
        }
        return compared > 0 ? found : ["no completion spelled text across a border of tokens; raise maxTokens"]
    }

    private func stopRequest(_ prompt: [Int32], rollout: Int, stops: [String]) -> SampleRequest {
        var request = request(prompt, rollout: rollout)
        request.parameters.stopSequences = stops
        request.spelling = spelling
        return request
    }

    private static func firstPlace(of part: [UInt8], in bytes: [UInt8]) -> Int {
        bytes.indices.first { bytes[$0...].starts(with: part) } ?? bytes.count
    }
}
