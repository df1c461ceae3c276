// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastRewards

/// Questions, and models that answer them.
enum JudgeFixture {
    static let question = JudgeQuestion(
        criterion: Criterion.promptToLine, ground: "lives in boston\nwants a table for two",
        dialogue: [JudgedLine(.agent, "Where do you live?")], line: "I live in Denver.", turn: 3)

    /// The material of a request, as its reader would decode it.
    struct Material: Decodable {
        var item: String
        var ground: String
        var dialogue: [JudgedLine]
        var line: String
    }

    /// The lines of the user message: what stands before the material, the material, and what stands after it.
    static func parts(_ request: ChatRequest) -> [Substring] {
        request.messages[1].content.split(separator: "\n", omittingEmptySubsequences: false)
    }

    static func material(_ request: ChatRequest) throws -> Material {
        try JSONDecoder().decode(Material.self, from: Data(parts(request)[1].utf8))
    }

    static func reply(_ item: String, _ verdict: String, evidence: String = "it says Denver") -> String {
        #"{"item": "\#(item)", "evidence": "\#(evidence)", "verdict": "\#(verdict)"}"#
    }

    /// Answers every question in the form that is asked for.
    static func model(_ verdict: String = "fail", features: Set<ChatFeature> = []) -> ScriptedChatModel {
        ScriptedChatModel(features: features) { request, _ in
            ChatReply(reply(try material(request).item, verdict), usage: ChatUsage(prompt: 90, completion: 20))
        }
    }

    /// Answers with the texts one after the other, in which `ITEM` stands for the question's.
    static func model(saying texts: [String], end: ChatEnd = .stop) -> ScriptedChatModel {
        ScriptedChatModel(features: []) { request, call in
            guard texts.indices.contains(call) else { throw HoldfastError(.server, "asked once more") }
            return ChatReply(texts[call].replacing("ITEM", with: try material(request).item), end: end)
        }
    }
}

/// Never answers, until it is cancelled.
struct SilentModel: ChatModel {
    let identity = "silent"
    /// Called when somebody waits for an answer.
    var asked: @Sendable () -> Void = {}

    func reply(to request: ChatRequest) async throws -> ChatReply {
        asked()
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        throw CancellationError()
    }
}
