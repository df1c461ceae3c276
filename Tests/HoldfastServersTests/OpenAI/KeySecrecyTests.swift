// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Synchronization
import Testing

@testable import HoldfastServers

/// A marked key goes to the server and nowhere else, whatever the server does with it.
struct KeySecrecyTests {
    private static let key = "hf-MARKED/key-0123456789"

    private func withKeyFile<Result>(_ text: String = KeySecrecyTests.key + "\n", _ body: (String) async throws -> Result) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "holdfast-key-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    /// Everything that anybody could print of a value.
    private func printed(_ values: [Any]) -> String {
        var text = ""
        for value in values {
            text += "\(value) \(String(reflecting: value))\n"
            dump(value, to: &text)
            if let error = value as? HoldfastError { text += "\(error.message) \(error.cause.map { "\($0)" } ?? "") \(error.localizedDescription)\n" }
        }
        return text
    }

    /// Answers that repeat the key in every place.
    private static let echoes: [@Sendable (String) -> LoopbackServer.Reply] = [
        { .refusal(401, "wrong key: \($0)") }, { .refusal(400, "bad \($0.replacing("/", with: "\\/"))") },
        { LoopbackServer.Reply(status: 500, body: $0) },
        { LoopbackServer.Reply(body: "<html>\($0)") }, { .json(#"{"choices": [{"message": {"content": "\#($0)"}, "finish_reason": "stop"}]}"#) },
        { .json(#"{"choices": [{"message": {"content": "a"}, "finish_reason": "\#($0)"}]}"#) },
        { .json(#"{"data": [{"id": "\#($0)", "max_model_len": 9}, {"id": "\#($0)"}]}"#) },
        { .events([#"{"error": {"message": "\#($0)"}}"#]) },
        { .events([#"{"choices": [{"delta": {"content": "\#($0)"}}]}"#, #"{"error": "\#($0)"}"#]) },
        { .events([#"{"choices": [{"delta": {"content": "\#($0)"}, "finish_reason": "stop"}]}"#]) },
        { LoopbackServer.Reply(status: 429, headers: ["X-Key": $0, "Retry-After": "3600"], body: $0) },
    ]

    @Test func `no error, reply, report or dump has it, though the server repeats it everywhere`() async throws {
        try await withKeyFile { file in
            for (number, echo) in Self.echoes.enumerated() {
                let seen = Mutex(false)
                let values = try await LoopbackServer.run { request in
                    seen.withLock { $0 = $0 || request.headers["authorization"] == "Bearer \(Self.key)" }
                    return echo(Self.key)
                } _: { url, _ in
                    let configuration = OpenAIServerConfiguration(
                        url: url, model: "m", keyFile: file, retry: RetryPolicy(attempts: 2, firstDelay: .milliseconds(1)))
                    return try await self.outcomes(configuration)
                }
                let text = self.printed(values)
                #expect(!text.contains(Self.key) && !text.contains("MARKED"), "echo \(number)")
                #expect(text.contains(file), "where it comes from may be told, echo \(number)")
                let wasSent = seen.withLock { $0 }
                #expect(wasSent, "echo \(number)")
            }
        }
    }

    /// What every piece gives back or throws.
    private func outcomes(_ configuration: OpenAIServerConfiguration) async throws -> [any Sendable] {
        let request = ChatRequest([ChatMessage(.user, "Hello?")])
        let told = Mutex<[ChatPiece]>([])
        let connection = try ServerConnection(configuration)
        let chat = try await OpenAIChatModel(configuration, connection: connection)
        var outcomes: [any Sendable] = [configuration, connection, chat]
        func keep(_ body: () async throws -> any Sendable) async {
            do { outcomes.append(try await body()) } catch { outcomes.append(error) }
        }
        await keep { try await chat.reply(to: request) }
        await keep { try await chat.reply(to: request) { piece in told.withLock { $0.append(piece) } } }
        await keep { try await chat.complete("Hello", parameters: SamplingParameters()) }
        await keep { try await OpenAIModelServer(configuration, vocabularySize: 10) }
        await keep { try await OpenAIServerReport(asking: configuration) }
        outcomes.append(told.withLock(\.self))
        return outcomes
    }

    @Test func `a file has one in its first line, and says what is wrong without showing it`() async throws {
        try await withKeyFile("  \(Self.key)\r\nsomething else") { file in
            let key = try OpenAIServerConfiguration(url: "http://h", keyFile: file).key()
            #expect(key?.header.value == "Bearer \(Self.key)")
            let both = OpenAIServerConfiguration(url: "http://h", keyVariable: "PATH", keyFile: file)
            let error = #expect(throws: HoldfastError.self) { try both.key() }
            #expect(error?.code == .configuration && error?.message.contains("name one of them") == true)
        }
        try await withKeyFile("\n\(Self.key)") { file in
            let error = #expect(throws: HoldfastError.self) { try OpenAIServerConfiguration(url: "http://h", keyFile: file).key() }
            #expect(error?.code == .configuration && error?.message.contains(file) == true && error?.message.contains("MARKED") == false)
        }
        let missing = #expect(throws: HoldfastError.self) { try OpenAIServerConfiguration(url: "http://h", keyFile: "/nothing/here").key() }
        #expect(missing?.message.contains("/nothing/here") == true)
        #expect(try OpenAIServerConfiguration(url: "http://h").key() == nil)
    }

    @Test func `words that stand in for a key are no secret`() {
        let body = Data("none of them".utf8)
        #expect(ServerKey("none").redacted(body) == body)
        #expect(ServerKey(Self.key).redacted(body) == body)
        #expect(String(decoding: ServerKey(Self.key).redacted(Data("\(Self.key), \(Self.key)!".utf8)), as: UTF8.self) == "[key], [key]!")
    }
}
