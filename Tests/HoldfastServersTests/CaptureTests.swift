// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

/// Bodies that real servers sent, beside the repository and not part of it.
private enum Captures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/servers/captures").path
    static let arePresent = FileManager.default.fileExists(atPath: "\(folder)/llama_server.jsonl")

    struct Exchange {
        var path: String
        var request: [String: Any]
        var status: Int
        var body: Data
    }

    static func exchanges(_ file: String, path: String) throws -> [Exchange] {
        let text = try String(contentsOfFile: "\(folder)/\(file).jsonl", encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            guard let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], record["path"] as? String == path,
                let status = record["status"] as? Int
            else { return nil }
            let body = record["resp"].map { $0 as? String } ?? nil
            return Exchange(
                path: path, request: record["req"] as? [String: Any] ?? [:], status: status,
                body: try body.map { Data($0.utf8) } ?? JSONSerialization.data(withJSONObject: record["resp"] ?? [:]))
        }
    }
}

@Suite(.enabled(if: Captures.arePresent, "needs the captured bodies of real servers beside the repository"))
struct CaptureTests {
    private func isPlain(_ exchange: Captures.Exchange) -> Bool { exchange.status == 200 && exchange.request["stream"] as? Bool != true }

    @Test(arguments: [("llama_server", 2048), ("llama_cpp_python", nil as Int?)])
    func `model lists are read`(file: String, context: Int?) throws {
        let list = try #require(try Captures.exchanges(file, path: "/v1/models").first)
        #expect(try JSONDecoder().decode(ModelList.self, from: list.body) == ModelList(data: [.init(id: "tiny", contextLength: context)]))
    }

    @Test(arguments: ["llama_server", "llama_cpp_python", "tau2_llama"]) func `chat replies are read`(file: String) throws {
        let replies = try Captures.exchanges(file, path: "/v1/chat/completions").filter(isPlain)
        #expect(replies.count > 3)
        var texts = 0
        for reply in replies {
            let decoded = try JSONDecoder().decode(ChatCompletion.self, from: reply.body)
            #expect(!decoded.choices.isEmpty)
            texts += (try? decoded.reply(to: ChatRequest([]), server: "host")) == nil ? 0 : 1
        }
        #expect(texts > 3)
    }

    @Test func `completions with token ids are samples, completions without are refused by name`() throws {
        let llama = try #require(
            try Captures.exchanges("llama_server", path: "/v1/completions").filter(isPlain).last { $0.request["prompt"] is [Int] })
        let sample = try JSONDecoder().decode(CompletionReply.self, from: llama.body)
            .sample(for: SamplingParameters(maxTokens: 2), vocabularySize: 1024, server: "host")
        #expect(sample.tokens == [265, 108] && sample.end == .length)
        #expect(sample.logprobs.map { ($0 * 1000).rounded() } == [-6107, -6196])

        let plain = try #require(try Captures.exchanges("llama_cpp_python", path: "/v1/completions").first(where: isPlain))
        let reply = try JSONDecoder().decode(CompletionReply.self, from: plain.body)
        let error = #expect(throws: HoldfastError.self) {
            try reply.sample(for: SamplingParameters(), vocabularySize: 1024, server: "host")
        }
        #expect(error?.message.contains("no token ids") == true)
    }

    @Test(arguments: ["llama_server", "llama_cpp_python"]) func `refusals give their reason`(file: String) throws {
        let refused = try ["/v1/chat/completions", "/v1/completions", "/v1/nothing"].flatMap { try Captures.exchanges(file, path: $0) }
            .filter { $0.status >= 400 }
        #expect(refused.count >= 2)
        for exchange in refused {
            let message = ErrorBody.message(in: exchange.body)
            #expect(!message.isEmpty && !message.hasPrefix("{"), "\(message)")
        }
    }

    @Test(arguments: ["llama_server", "llama_cpp_python"]) func `streams are read, with their log-probabilities`(file: String) throws {
        let streams = try Captures.exchanges(file, path: "/v1/chat/completions").filter { $0.status == 200 && $0.request["stream"] as? Bool == true }
        #expect(!streams.isEmpty)
        for stream in streams {
            var (reader, assembly) = (ServerSentEvents(), ChatAssembly())
            var text = ""
            for event in reader.append(stream.body) {
                for case .text(let piece) in try assembly.take(event) { text += piece }
            }
            #expect(assembly.isWhole)
            let request = ChatRequest([], parameters: SamplingParameters(topLogprobs: 1))
            let reply = try assembly.finish().reply(to: request, server: "host")
            #expect(reply.text == text && reply.end == .length && reply.logprobs.map(\.text).joined() == text)
            #expect(reply.logprobs.allSatisfy { $0.likeliest.count == 1 })
            #expect((reply.usage != nil) == (file == "llama_server"))
        }
    }

    @Test func `a forced tool call and JSON by a schema are read`() throws {
        let replies = try Captures.exchanges("llama_cpp_python", path: "/v1/chat/completions").filter(isPlain)
        let tool = try #require(replies.first { $0.request["tool_choice"] is [String: Any] })
        let request = ChatRequest([], tools: [ChatTool(name: "get_weather")], toolChoice: .named("get_weather"))
        let called = try JSONDecoder().decode(ChatCompletion.self, from: tool.body).reply(to: request, server: "host")
        #expect(called.end == .toolCalls)
        #expect(try called.toolCalls.first?.parsedArguments() == ["city": .string("Paris")])
        for file in ["llama_cpp_python", "llama_server"] {
            let json = try Captures.exchanges(file, path: "/v1/chat/completions").filter { isPlain($0) && $0.request["response_format"] != nil }
            #expect(!json.isEmpty)
            for exchange in json {
                let asked = ChatRequest([], format: .json(ChatSchema(name: "r", schema: .object([:]))))
                let reply = try JSONDecoder().decode(ChatCompletion.self, from: exchange.body).reply(to: asked, server: "host")
                #expect(try reply.json()["score"] != nil)
            }
        }
    }
}
