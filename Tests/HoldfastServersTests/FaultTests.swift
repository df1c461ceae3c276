// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

/// Real sockets that misbehave. What the waits are is the business of the state machine's table.
struct FaultTests {
    private static let good = #"{"choices": [{"finish_reason": "stop", "token_ids": [7, 4], "logprobs": {"token_logprobs": [-0.5, -1]}}]}"#
    private static let models = FaultServer.reply("200 OK", #"{"data": [{"id": "m", "max_model_len": 50}]}"#)

    /// One sample after the list of models.
    private func sample(_ answers: [FaultServer.Answer]) async throws -> (Result<SampleReply?, HoldfastError>, Int) {
        let (result, connections) = try await FaultServer.run([Self.models] + answers) { url -> Result<SampleReply?, HoldfastError> in
            let retry = RetryPolicy(attempts: 3, firstDelay: .milliseconds(1))
            let server = try await OpenAIModelServer(OpenAIServerConfiguration(url: url, retry: retry), vocabularySize: 10)
            let request = SampleRequest(
                prompt: [1], parameters: SamplingParameters(maxTokens: 3, stopTokens: [4]), randomKey: RandomKey(seed: 1, purpose: .sampling))
            do {
                return .success(try await server.sample([request]).first)
            } catch let error as HoldfastError {
                return .failure(error)
            }
        }
        return (result, connections - 1)
    }

    static let half = FaultServer.Answer(bytes: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\": [{\"fin", end: .closes)
    static let reset = FaultServer.Answer(bytes: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\": [{\"fin", end: .resets)
    static let rubbish = FaultServer.Answer(bytes: "SSH-2.0-OpenSSH_9.2\r\n", end: .closes)
    static let silence = FaultServer.Answer(bytes: "", end: .closes)

    @Test(
        arguments: [
            ("429", [FaultServer.reply("429 Too Many Requests", "", headers: "Retry-After: 0\r\n")]),
            ("500 twice", [FaultServer.reply("500 Internal Server Error", "x"), FaultServer.reply("503 Service Unavailable", "")]),
            ("a connection that closes within the body", [half]), ("a connection that is reset within the body", [reset]),
            ("no HTTP at all", [rubbish]), ("a connection that closes at once", [silence]),
        ])
    fileprivate func `what may pass is repeated`(name: String, faults: [FaultServer.Answer]) async throws {
        let (result, requests) = try await sample(faults + [FaultServer.reply("200 OK", Self.good)])
        #expect(try result.get()?.tokens == [7, 4], "\(name)")
        #expect(requests == faults.count + 1, "\(name)")
    }

    @Test(
        arguments: [
            ("400", FaultServer.reply("400 Bad Request", #"{"error": {"message": "no"}}"#), "status 400: no"),
            ("a redirect", FaultServer.reply("302 Found", "", headers: "Location: http://127.0.0.1:1/\r\n"), "status 302"),
            ("half JSON", FaultServer.reply("200 OK", String(good.prefix(40))), "not JSON"),
            ("NaN", FaultServer.reply("200 OK", good.replacing("-0.5", with: "NaN")), "not JSON"),
            ("NaN as a string", FaultServer.reply("200 OK", good.replacing("-0.5", with: "\"NaN\"")), "token_logprobs[0] has another type"),
            ("too few log-probabilities", FaultServer.reply("200 OK", good.replacing("-0.5, ", with: "")), "1 log-probabilities for 2 tokens"),
        ])
    fileprivate func `what will not pass is not`(name: String, fault: FaultServer.Answer, mention: String) async throws {
        let (result, requests) = try await sample([fault])
        guard case .failure(let error) = result else {
            Issue.record("\(name) went unnoticed")
            return
        }
        #expect(error.message.contains(mention) && error.message.contains("127.0.0.1:"), "\(name): \(error.message)")
        #expect(requests == 1, "\(name)")
    }

    @Test func `a stall ends with the attempt's time, and the last failure is told`() async throws {
        let stall = FaultServer.Answer(bytes: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", end: .stalls)
        let (error, connections) = try await FaultServer.run([stall, stall, stall]) { url in
            let retry = RetryPolicy(attempts: 3, attemptTimeout: .milliseconds(100), firstDelay: .milliseconds(1))
            let connection = try ServerConnection(OpenAIServerConfiguration(url: url, retry: retry))
            return await #expect(throws: HoldfastError.self) { try await connection.models(seed: 1) }
        }
        #expect(error?.message.contains("did not answer /v1/models in time (3 attempts)") == true, "\(error?.message ?? "")")
        // Under load, an attempt may end before its connection is accepted.
        #expect(connections <= 3)
    }

    @Test func `nobody listens`() async throws {
        let (url, _) = try await FaultServer.run([]) { $0 }
        let configuration = OpenAIServerConfiguration(url: url, retry: RetryPolicy(attempts: 2, firstDelay: .milliseconds(1)))
        let error = await #expect(throws: HoldfastError.self) { try await OpenAIModelServer(configuration, vocabularySize: 10) }
        #expect(error?.message.contains("cannot be reached for /v1/models (2 attempts)") == true, "\(error?.message ?? "")")
    }
}
