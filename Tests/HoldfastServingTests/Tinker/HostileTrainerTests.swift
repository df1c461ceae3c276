// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

/// Clients of the Tinker protocol that mean harm, or are broken.
@Suite struct HostileTrainerTests {
    private static let isSlow = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] != nil

    private struct Call: Sendable {
        var path: String
        var body: Data
        var type = "application/json"
    }

    /// One good body for each address, about a model that is there.
    private static func calls(_ model: String, session: String) throws -> [Call] {
        let datum = Tinker.Datum(
            modelInput: Tinker.ModelInput(tokens: [5, 6, 7]),
            lossInputs: [
                "target_tokens": Tinker.Tensor([6, 7, 8] as [Int64]), "logprobs": Tinker.Tensor([-1, -1, -1] as [Float]),
                "advantages": Tinker.Tensor([0, 1, 0.5]),
            ])
        let batch = Tinker.ForwardBackwardRequest(
            modelID: model, sequenceID: 1, data: [datum], lossFunction: "ppo", lossConfiguration: ["clip_low_threshold": .number(0.5)])
        let texts: [(String, String)] = [
            ("client/config", #"{"sdk_version": "1"}"#), ("create_session", #"{"tags": [], "user_metadata": {"a": "b"}}"#),
            ("create_model", #"{"session_id": "\#(session)", "model_seq_id": 0, "base_model": "tiny", "lora_config": {"rank": 2, "seed": 3}}"#),
            ("get_info", #"{"model_id": "\#(model)"}"#),
            ("optim_step", #"{"model_id": "\#(model)", "seq_id": 2, "adam_params": {"learning_rate": 0.001}}"#),
            ("save_weights", #"{"model_id": "\#(model)", "path": "a", "seq_id": 3, "ttl_seconds": 5}"#),
            ("save_weights_for_sampler", #"{"model_id": "\#(model)", "sampling_session_seq_id": 0, "seq_id": 4}"#),
            ("load_weights", #"{"model_id": "\#(model)", "path": "tinker://a/weights/b", "optimizer": true}"#),
            ("create_sampling_session", #"{"session_id": "\#(session)", "sampling_session_seq_id": 1, "base_model": "tiny"}"#),
            (
                "asample",
                #"{"num_samples": 2, "prompt": {"chunks": [{"tokens": [5, 6], "type": "encoded_text"}]}, "sampling_params": {"max_tokens": 3, "seed": 1, "temperature": 1.0, "top_k": -1, "top_p": 1.0}, "base_model": "tiny", "seq_id": 0}"#
            ), ("retrieve_future", #"{"request_id": "1", "allow_metadata_only": true}"#),
            ("weights_info", #"{"tinker_path": "tinker://a/weights/b"}"#), ("session_heartbeat", #"{"session_id": "\#(session)"}"#),
        ]
        return texts.map { Call(path: $0, body: Data($1.utf8)) } + [
            Call(path: "forward_backward", body: try Tinker.encode(batch)),
            Call(path: "forward_backward", body: Data(try batch.protobuf()), type: Tinker.protobufContentType),
        ]
    }

    /// Bytes changed, left out, doubled, or cut off.
    private static func mutated(_ call: Call, _ stream: inout RandomStream) -> Call {
        var call = call
        for _ in 0...(stream.next() % 4) {
            let count = call.body.count
            guard count > 0 else { break }
            let place = Int(stream.next() % UInt32(count))
            switch stream.next() % 5 {
            case 0: call.body[place] = UInt8(truncatingIfNeeded: stream.next())
            case 1: call.body.remove(at: place)
            case 2: call.body.insert(contentsOf: call.body[place..<min(count, place + 9)], at: place)
            case 3: call.body = Data(call.body.prefix(place))
            default: call.body.replaceSubrange(place..<place, with: Data("-9999999999999999999e99".utf8))
            }
        }
        return call
    }

    /// 30,000 with the slow tests.
    @Test func `malformed requests by the thousand are refused, and training goes on`() async throws {
        let count = Self.isSlow ? 30_000 : 1_000
        try await withTrainingFolder { folder in
            let source = try await TinySource(in: folder)
            let configuration = TrainingServiceConfiguration(folder: "\(folder)/trained", mostSnapshots: 8, pollSeconds: 0.01)
            try await source.fixture.serving(source.fixture.scripted(), training: (source, configuration)) { url in
                let client = TinkerClient(url: url)
                let model = try await client.model()
                let session = String(model.prefix { $0 != ":" })
                let calls = try Self.calls(model, session: session)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for seed in 0..<count {
                        if seed >= 8 { try await group.next() }
                        group.addTask {
                            var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
                            let call = Self.mutated(calls[Int(stream.next() % UInt32(calls.count))], &stream)
                            let status = try await client.ask(call.path, call.body, headers: ["Content-Type": call.type]).status
                            #expect((200..<500).contains(status), "seed \(seed): \(call.path) \(status)")
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await client.ask("get_server_capabilities").status == 200)
                let fresh = try await client.model()
                #expect(try await client.ask("get_info", Data(#"{"model_id": "\#(fresh)"}"#.utf8)).status == 200)
            }
        }
    }

    @Test func `bodies that are too long, and addresses that lead elsewhere, are refused in the protocol's form`() async throws {
        try await withTrainingFolder { folder in
            let source = try await TinySource(in: folder)
            let configuration = TrainingServiceConfiguration(folder: "\(folder)/trained", bodyLimit: 4096)
            let kept = "\(folder)/base/config.json"
            try await source.fixture.serving(source.fixture.scripted(), training: (source, configuration)) { url in
                let client = try #require(RawClient(url: url))
                func ask(_ head: String, _ body: String = "") async -> String {
                    await client.exchange(Array("\(head)\r\nHost: x\r\nConnection: close\r\n\r\n\(body)".utf8), silence: 30_000)
                }
                let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
                for path in ["create_session", "forward_backward", "asample", "retrieve_future"] {
                    for reply in [
                        await ask("POST /api/v1/\(path) HTTP/1.1\r\nContent-Length: 99999999999", String(repeating: "x", count: 100_000)),
                        await ask("POST /api/v1/\(path) HTTP/1.1\r\nTransfer-Encoding: chunked", String(repeating: chunk, count: 20)),
                    ] { #expect(reply.hasPrefix("HTTP/1.1 413") && reply.contains(#"{"detail":"#) && reply.contains("4096"), "\(path): \(reply)") }
                }
                for target in [
                    "training_runs/../checkpoints/weights/base", "training_runs/%2e%2e/checkpoints/weights/base",
                    "training_runs/%2e%2e/checkpoints/%2e%2e/base", "training_runs/..%2fbase/checkpoints/weights/config.json",
                    "training_runs/%00/checkpoints/weights/a", "training_runs//checkpoints/weights/a", "../../base", "samplers/%2e%2e%2fbase",
                    "samplers/" + String(repeating: "a", count: 60_000), "training_runs/" + String(repeating: "%2e%2e%2f", count: 5_000),
                ] {
                    for method in ["DELETE", "GET"] {
                        let reply = await ask("\(method) /api/v1/\(target) HTTP/1.1")
                        let isRefused = reply.hasPrefix("HTTP/1.1 4") && (reply.contains(#"{"detail":"#) || reply.contains(#"{"error":{"#))
                        #expect(reply.isEmpty || isRefused, "\(method) \(target.prefix(80)): \(reply.prefix(300))")
                    }
                }
                #expect(FileManager.default.fileExists(atPath: kept))
                #expect(try await TinkerClient(url: url).ask("healthz").status == 200)
            }
        }
    }
}
