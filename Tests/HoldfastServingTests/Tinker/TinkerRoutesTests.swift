// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

/// The protocol over HTTP.
@Suite struct TinkerRoutesTests {
    private func serving<Result: Sendable>(
        keys: AccessKeys = .open, configure: (inout TrainingServiceConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TinkerClient) async throws -> Result
    ) async throws -> Result {
        try await withTrainingFolder { folder in
            let source = try await TinySource(in: folder)
            var configuration = TrainingServiceConfiguration(folder: "\(folder)/trained")
            configure(&configuration)
            return try await source.fixture.serving(
                source.fixture.scripted(), configuration: ServingConfiguration(port: 0, keys: keys), training: (source, configuration)
            ) { try await body(TinkerClient(url: $0)) }
        }
    }

    @Test func `a batch in JSON and one in protobuf are the same, and so are the results in both`() async throws {
        try await serving { client in
            let model = try await client.model()
            let request = Tinker.ForwardBackwardRequest(
                modelID: model, sequenceID: nil,
                data: [
                    Tinker.Datum(
                        modelInput: Tinker.ModelInput(tokens: [5, 6, 7]),
                        lossInputs: ["target_tokens": Tinker.Tensor([6, 7, 8] as [Int64]), "weights": Tinker.Tensor([0, 1, 0.5])])
                ], lossFunction: "cross_entropy", isForwardOnly: true)
            var found: [Tinker.ForwardBackwardOutput] = []
            for (body, type) in [
                (try Tinker.encode(request), "application/json"), (Data(try request.protobuf()), Tinker.protobufContentType),
            ] {
                let path = type == "application/json" ? "forward" : "forward_backward"
                let reply = try await client.ask(path, body, headers: ["Content-Type": type])
                let promise = try Tinker.decode(Tinker.Promise.self, from: reply.body)
                let poll = try Tinker.encode(Tinker.RetrieveFutureRequest(requestID: promise.requestID, allowsMetadata: true))
                for accepted in ["application/json", "application/json, application/x-protobuf"] {
                    let result = try await client.ask("retrieve_future", poll, headers: ["Accept": accepted])
                    let isProtobuf = accepted.contains("protobuf")
                    #expect(result.type == (isProtobuf ? Tinker.protobufContentType : "application/json"))
                    found.append(
                        isProtobuf
                            ? try Tinker.ForwardBackwardOutput(protobuf: result.body)
                            : try Tinker.decode(Tinker.ForwardBackwardOutput.self, from: result.body))
                }
            }
            #expect(found.count == 4 && found.allSatisfy { $0 == found[0] }, "\(found)")
            #expect(found[0].metrics.keys.sorted() == ["entropy:sum", "loss:sum"] && found[0].outputs[0]["logprobs"]?.shape == [3])
        }
    }

    @Test func `a result that is not there is waited for, then asked for again; one that is forgotten is gone`() async throws {
        try await serving(configure: { $0.pollSeconds = 0.01 }) { client in
            let session = try await client.message("create_session", Tinker.CreateSessionRequest(), as: Tinker.CreateSessionReply.self).sessionID
            let (status, text) = try await client.detail(
                "retrieve_future", try Tinker.encode(Tinker.RetrieveFutureRequest(requestID: "99")))
            #expect(status == 410 && text.contains("not here any more"))
            let promise = try await client.message(
                "create_model", Tinker.CreateModelRequest(sessionID: session, modelSequenceID: 0, baseModel: "tiny"), as: Tinker.Promise.self)
            var waits = 0
            while waits < 10_000 {
                let reply = try await client.message(
                    "retrieve_future", Tinker.RetrieveFutureRequest(requestID: promise.requestID),
                    as: Tinker.FutureReply<Tinker.CreateModelResult>.self)
                guard case .tryAgain(let id, let state, _) = reply else { break }
                #expect(id == promise.requestID && state == .active)
                waits += 1
            }
            #expect(waits < 10_000)
        }
    }

    @Test func `what is refused says so in the protocol's form`() async throws {
        try await serving(configure: { $0.bodyLimit = 4096 }) { client in
            let model = try await client.model()
            let cases: [(path: String, body: String?, headers: [String: String], method: String?, status: Int, mention: String)] = [
                ("nowhere", "{}", [:], nil, 404, "nothing answers POST /api/v1/nowhere"), ("create_model", "{", [:], nil, 400, "JSON"),
                ("create_model", "[]", [:], nil, 400, "CreateModelRequest"),
                ("create_model", #"{"session_id": "x", "model_seq_id": 0, "base_model": "tiny"}"#, [:], nil, 410, "session x"),
                ("get_info", #"{"model_id": "nobody"}"#, [:], nil, 404, "nobody"),
                ("forward_backward", "\u{1}", ["Content-Type": "application/x-protobuf"], nil, 400, "ForwardBackwardRequest"),
                ("forward_backward", "x", ["Content-Encoding": "zstd"], nil, 415, "zstd"),
                ("telemetry", #"{"events": ["\#(String(repeating: "x", count: 5000))"]}"#, [:], nil, 413, "4096"),
                ("optim_step", #"{"model_id": "\#(model)", "optimizer_params": {"type": "dimuon"}}"#, [:], nil, 400, "Adam"),
                ("load_weights", #"{"model_id": "\#(model)", "path": "tinker://../../etc"}"#, [:], nil, 400, "etc"),
                ("load_weights", #"{"model_id": "\#(model)", "path": "tinker://a/weights/b"}"#, [:], nil, 404, "tinker://a/weights/b"),
                ("weights_info", #"{"tinker_path": "tinker://a/%2e%2e/b"}"#, [:], nil, 400, "%2e%2e"),
                ("samplers/nobody", nil, [:], nil, 404, "nobody"), ("training_runs/nobody", nil, [:], nil, 404, "nobody"),
                ("training_runs/a/checkpoints/weights/b", nil, [:], "DELETE", 404, "tinker://a/weights/b"),
                ("create_sampling_session", #"{"session_id": "x", "sampling_session_seq_id": 0}"#, [:], nil, 400, "model_path"),
                ("session_heartbeat", #"{"session_id": "x"}"#, [:], nil, 410, "session x"),
            ]
            for refusal in cases {
                let (status, text) = try await client.detail(
                    refusal.path, refusal.body.map { Data($0.utf8) }, headers: refusal.headers, method: refusal.method)
                #expect(status == refusal.status && text.contains(refusal.mention), "\(refusal.path): \(status) \(text)")
            }
            // It goes on.
            #expect(try await client.ask("healthz").status == 200)
        }
    }

    @Test func `the protocol's own header brings the key`() async throws {
        let keys = try AccessKeys(text: "tml-0123456789", source: "a test")
        try await serving(keys: keys) { client in
            #expect(try await client.detail("get_server_capabilities").0 == 401)
            #expect(try await client.detail("get_server_capabilities", headers: ["X-API-Key": "tml-wrong-key"]).0 == 401)
            for headers in [["X-API-Key": "tml-0123456789"], ["Authorization": "Bearer tml-0123456789"]] {
                let reply = try await client.ask("get_server_capabilities", headers: headers)
                #expect(reply.status == 200)
                let found = try Tinker.decode(Tinker.Capabilities.self, from: reply.body)
                #expect(found.models.map(\.name) == ["tiny"] && found.extensions == ["random_key", "exactly_once", "entropy"])
            }
        }
    }
}
