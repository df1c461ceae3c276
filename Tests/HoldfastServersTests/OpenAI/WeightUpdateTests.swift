// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

/// A server in vLLM's and SGLang's manner whose completions tell which weights they come from.
private actor SwappingServer {
    private var adapters: Set<String> = []
    private(set) var bodies: [(path: String, body: String)] = []
    /// Statuses that loading answers with, one after the other, before it does what it is asked; true does it all the same.
    private var faults: [(status: Int, happens: Bool)]
    private let gate: AsyncStream<Void>?

    init(faults: [(status: Int, happens: Bool)] = [], gate: AsyncStream<Void>? = nil) {
        self.faults = faults
        self.gate = gate
    }

    func answer(_ request: LoopbackServer.Request) async -> LoopbackServer.Reply {
        bodies.append((request.path, String(decoding: request.body, as: UTF8.self)))
        let name = request.json["lora_name"] as? String ?? ""
        switch request.path {
        case "/v1/models":
            let all = ["base"] + adapters.sorted()
            return .json("{\"data\": [" + all.map { "{\"id\": \"\($0)\", \"max_model_len\": 50}" }.joined(separator: ",") + "]}")
        case "/v1/completions":
            if let gate { for await _ in gate { break } }
            return .json(#"{"choices": [{"finish_reason": "length", "token_ids": [7], "logprobs": {"token_logprobs": [-1]}}]}"#)
        case "/v1/load_lora_adapter":
            let fault = faults.isEmpty ? nil : faults.removeFirst()
            if fault?.happens ?? true {
                if adapters.contains(name), request.json["load_inplace"] as? Bool != true { return .refusal(400, "already loaded") }
                adapters.insert(name)
            }
            return fault.map { .refusal($0.status, "no") } ?? LoopbackServer.Reply(body: "Success: LoRA adapter '\(name)' added.")
        case "/v1/unload_lora_adapter":
            adapters.remove(name)
            return LoopbackServer.Reply(body: "Success")
        case "/update_weights_from_disk":
            let fault = faults.isEmpty ? nil : faults.removeFirst()
            if let fault, fault.status != 200 { return .refusal(fault.status, "no") }
            return .json(#"{"success": \#(fault == nil), "message": "\#(fault == nil ? "done" : "no such folder")"}"#)
        case "/tokenize":
            let text = request.json["prompt"] as? String
            return .json(#"{"count": 1, "max_model_len": 50, "tokens": [\#(text.map { "\($0.utf8.count)" } ?? "1, 2")]}"#)
        default: return .refusal(404, "nothing here")
        }
    }

    var paths: [String] { bodies.map(\.path) }
}

struct WeightUpdateTests {
    private static let request = SampleRequest(
        prompt: [1], parameters: SamplingParameters(maxTokens: 1), randomKey: RandomKey(seed: 1, purpose: .sampling))

    private func serving(
        _ server: SwappingServer, _ body: @escaping @Sendable (OpenAIModelServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.run {
            await server.answer($0)
        } _: { url, _ in
            let retry = RetryPolicy(attempts: 2, firstDelay: .milliseconds(1))
            try await body(OpenAIModelServer(OpenAIServerConfiguration(url: url, model: "base", retry: retry), vocabularySize: 10))
        }
    }

    @Test func `adapters are loaded, sampled by their name and version, and the ones before are unloaded`() async throws {
        let server = SwappingServer()
        try await serving(server) { client in
            #expect(try await client.sample([Self.request]).map(\.version) == [0])
            try await client.update(WeightUpdate(.adapter(name: "step-1", folder: "/loras/1"), version: 1))
            #expect(try await client.sample([Self.request, Self.request]).map(\.version) == [1, 1])
            try await client.update(WeightUpdate(.adapter(name: "step-5", folder: "/loras/5"), version: 5))
            #expect(try await client.sample([Self.request]).map(\.version) == [5])
            try await client.update(WeightUpdate(.adapter(name: "step-5", folder: "/loras/6"), version: 6))
            #expect(await client.version == 6)
        }
        let bodies = await server.bodies
        func all(_ path: String) -> [[String: Any]] {
            bodies.filter { $0.path == path }.compactMap { try? JSONSerialization.jsonObject(with: Data($0.body.utf8)) as? [String: Any] }
        }
        #expect(all("/v1/completions").map { $0["model"] as? String } == ["base", "step-1", "step-1", "step-5"])
        #expect(all("/v1/load_lora_adapter").map { $0["load_inplace"] as? Bool } == [false, false, true])
        #expect(all("/v1/load_lora_adapter").map { $0["lora_path"] as? String } == ["/loras/1", "/loras/5", "/loras/6"])
        #expect(all("/v1/unload_lora_adapter").map { $0["lora_name"] as? String } == ["step-1"])
    }

    @Test func `whole weights are replaced under the same name`() async throws {
        let server = SwappingServer()
        try await serving(server) { client in
            try await client.update(WeightUpdate(.model(folder: "/models/3"), version: 3))
            #expect(try await client.sample([Self.request]).map(\.version) == [3])
        }
        let update = try #require(await server.bodies.first { $0.path == "/update_weights_from_disk" }).body
        for part in [#""model_path":"\/models\/3""#, #""weight_version":"3""#, #""flush_cache":true"#] { #expect(update.contains(part), "\(update)") }
    }

    @Test func `an older version is refused before the server hears of it`() async throws {
        let server = SwappingServer()
        try await serving(server) { client in
            try await client.update(WeightUpdate(.model(folder: "a"), version: 2))
            let error = await #expect(throws: HoldfastError.self) { try await client.update(WeightUpdate(.model(folder: "b"), version: 2)) }
            #expect(error?.code == .model && error?.message.contains("version 2") == true)
            #expect(try await client.sample([Self.request]).map(\.version) == [2])
        }
        #expect(await server.paths.count { $0 == "/update_weights_from_disk" } == 1)
    }

    @Test func `a load whose answer was lost counts as done once the server lists it`() async throws {
        let server = SwappingServer(faults: [(500, true)])
        try await serving(server) { client in
            try await client.update(WeightUpdate(.adapter(name: "a", folder: "f"), version: 1))
            #expect(try await client.sample([Self.request]).map(\.version) == [1])
        }
        #expect(await server.paths.count { $0 == "/v1/load_lora_adapter" } == 2)
    }

    @Test func `a refused update leaves the weights as they were`() async throws {
        try await serving(SwappingServer(faults: [(404, false)])) { client in
            let error = await #expect(throws: HoldfastError.self) {
                try await client.update(WeightUpdate(.adapter(name: "a", folder: "f"), version: 1))
            }
            #expect(error?.message.contains("status 404") == true)
            let replies = try await client.sample([Self.request])
            #expect(replies.map(\.version) == [0])
        }
        try await serving(SwappingServer(faults: [(200, false)])) { client in
            let error = await #expect(throws: HoldfastError.self) { try await client.update(WeightUpdate(.model(folder: "f"), version: 1)) }
            #expect(error?.message.contains("no such folder") == true, "\(error?.message ?? "")")
            let replies = try await client.sample([Self.request])
            #expect(replies.map(\.version) == [0])
        }
    }

    @Test func `after an update whose outcome is unknown nothing is sampled until one succeeds`() async throws {
        try await serving(SwappingServer(faults: [(500, false), (503, false)])) { client in
            await #expect(throws: HoldfastError.self) { try await client.update(WeightUpdate(.model(folder: "f"), version: 1)) }
            let error = await #expect(throws: HoldfastError.self) { try await client.sample([Self.request]) }
            #expect(error?.message.contains("nobody knows which weights") == true)
            try await client.update(WeightUpdate(.model(folder: "f"), version: 1))
            #expect(try await client.sample([Self.request]).map(\.version) == [1])
        }
    }

    @Test func `requests in flight are answered with the old weights before an update begins`() async throws {
        let (answers, allow) = AsyncStream.makeStream(of: Void.self)
        let server = SwappingServer(gate: answers)
        try await serving(server) { client in
            async let before = client.sample([Self.request])
            while await !server.paths.contains("/v1/completions") { await Task.yield() }
            async let update: Void = client.update(WeightUpdate(.model(folder: "f"), version: 1))
            for _ in 0..<200 { await Task.yield() }
            #expect(await !server.paths.contains("/update_weights_from_disk"))
            allow.yield()
            #expect(try await before.map(\.version) == [0])
            try await update
            allow.yield()
            #expect(try await client.sample([Self.request]).map(\.version) == [1])
        }
    }

    @Test func `texts and conversations are counted in the server's own tokens`() async throws {
        try await serving(SwappingServer()) { client in
            let (text, chat) = (try await client.tokens(of: "four"), try await client.tokens(of: [ChatMessage(.user, "Hello")]))
            #expect(text == [4] && chat == [1, 2])
        }
        try await LoopbackServer.run { request in
            switch request.path {
            case "/v1/models": .json(#"{"data": [{"id": "m", "meta": {"n_ctx": 7}}]}"#)
            case "/apply-template": .json(#"{"prompt": "<user>Hello<assistant>"}"#)
            case "/tokenize": .json(#"{"tokens": [\#((request.json["content"] as? String).map { "\($0.count)" } ?? "")]}"#)
            default: .refusal(404, "nothing here")
            }
        } _: { url, _ in
            let client = try await OpenAIModelServer(OpenAIServerConfiguration(url: url), vocabularySize: 10)
            #expect(try await client.tokens(of: [ChatMessage(.user, "Hello")]) == [22])
        }
    }
}
