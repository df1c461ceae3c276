// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import HoldfastCore
import HoldfastTinkerProtocol
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The addresses of the Tinker protocol.
struct TinkerRoutes: Sendable {
    let service: TrainingService
    private var limit: Int { service.configuration.bodyLimit }

    func add(to router: Router<BasicRequestContext>) {
        let group = router.group(RouterPath(Tinker.pathPrefix))
        addSession(group)
        addModels(group)
        addSampling(group)
        addRecords(group)
    }

    private func addSession(_ group: RouterGroup<BasicRequestContext>) {
        get(group, "healthz") { _ in Tinker.Health() }
        get(group, "get_server_capabilities") { _ in await service.listCapabilities() }
        post(group, "client/config") { (_: Tinker.ClientConfigurationRequest, _) in Tinker.ClientConfiguration() }
        post(group, "client/dynamic_config") { (_: Tinker.ClientConfigurationRequest, _) in Tinker.DynamicConfiguration() }
        post(group, "telemetry") { (_: Tinker.TelemetryRequest, _) in Tinker.TelemetryReply() }
        post(group, "create_session") { (_: Tinker.CreateSessionRequest, _) in
            Tinker.CreateSessionReply(sessionID: await service.createSession())
        }
        post(group, "session_heartbeat") { (request: Tinker.HeartbeatRequest, _) in
            try await service.heard(request.sessionID)
            return Tinker.HeartbeatReply()
        }
        group.post("sessions/{id}/finish") { _, context in
            await service.finish(try context.parameters.require("id"))
            return Response(status: .noContent)
        }
    }

    private func addModels(_ group: RouterGroup<BasicRequestContext>) {
        post(group, "create_model") { (request: Tinker.CreateModelRequest, _) in try await service.create(request) }
        post(group, "unload_model") { (request: Tinker.UnloadModelRequest, _) in try await service.unload(request) }
        post(group, "get_info") { (request: Tinker.GetInformationRequest, _) in try await service.information(request) }
        for path in ["forward_backward", "forward"] {
            group.post(RouterPath(path)) { request, _ in
                let (data, digest) = try await body(of: request)
                let isProtobuf = request.headers[.contentType]?.hasPrefix(Tinker.protobufContentType) ?? false
                let asked =
                    isProtobuf
                    ? try Tinker.ForwardBackwardRequest(protobuf: data) : try Tinker.decode(Tinker.ForwardBackwardRequest.self, from: data)
                return try TinkerResponse.json(try await service.train(asked, digest: digest))
            }
        }
        post(group, "optim_step") { (request: Tinker.OptimizerStepRequest, digest) in try await service.step(request, digest: digest) }
        post(group, "save_weights") { (request: Tinker.SaveWeightsRequest, digest) in try await service.save(request, digest: digest) }
        post(group, "save_weights_for_sampler") { (request: Tinker.SaveWeightsForSamplerRequest, digest) in
            try await service.saveForSampling(request, digest: digest)
        }
        post(group, "load_weights") { (request: Tinker.LoadWeightsRequest, digest) in try await service.load(request, digest: digest) }
    }

    private func addSampling(_ group: RouterGroup<BasicRequestContext>) {
        post(group, "create_sampling_session") { (request: Tinker.CreateSamplingSessionRequest, _) in try await service.createSampler(request) }
        post(group, "asample") { (request: Tinker.SampleRequest, digest) in try await service.sample(request, digest: digest) }
        group.post("retrieve_future") { request, _ in
            let asked = try Tinker.decode(Tinker.RetrieveFutureRequest.self, from: try await body(of: request).data)
            let result = try await service.result(asked.requestID)
            // A service that stops lets nobody wait.
            let outcome = await cancelWhenGracefulShutdown {
                await result.outcome(within: .seconds(service.configuration.pollSeconds))
            }
            guard let outcome else {
                return try TinkerResponse.json(
                    Tinker.FutureReply<Tinker.SampleResponse>.tryAgain(requestID: asked.requestID, .active, reason: nil))
            }
            return try TinkerResponse.make(outcome, accepts: request.headers[.accept] ?? "")
        }
    }

    private func addRecords(_ group: RouterGroup<BasicRequestContext>) {
        get(group, "samplers/{id}") { context in try await service.sampler(try context.parameters.require("id")) }
        post(group, "weights_info") { (request: Tinker.WeightsInformationRequest, _) in try await service.weights(request) }
        group.get("training_runs") { request, _ in
            let number = { (name: Substring, standard: Int) in request.uri.queryParameters[name].flatMap { Int($0) } ?? standard }
            return try TinkerResponse.json(await service.runs(limit: number("limit", 20), offset: number("offset", 0)))
        }
        get(group, "training_runs/{id}") { context in try await service.run(try context.parameters.require("id")) }
        get(group, "training_runs/{id}/checkpoints") { context in try await service.checkpoints(of: try context.parameters.require("id")) }
        group.delete("training_runs/{id}/checkpoints/{kind}/{name}") { _, context in
            let part = { (name: String) in try context.parameters.require(name) }
            try await service.remove(try part("id"), kind: try part("kind"), name: try part("name"))
            return Response(status: .noContent)
        }
    }

    // MARK: Bodies

    private func get(
        _ group: RouterGroup<BasicRequestContext>, _ path: RouterPath,
        _ answer: @escaping @Sendable (BasicRequestContext) async throws -> some Encodable
    ) {
        group.get(path) { _, context in try TinkerResponse.json(try await answer(context)) }
    }

    private func post<Body: Decodable>(
        _ group: RouterGroup<BasicRequestContext>, _ path: RouterPath,
        _ answer: @escaping @Sendable (Body, _ digest: UInt64) async throws -> some Encodable
    ) {
        group.post(path) { request, _ in
            let (data, digest) = try await body(of: request)
            return try TinkerResponse.json(try await answer(Tinker.decode(Body.self, from: data.isEmpty ? Data("{}".utf8) : data), digest))
        }
    }

    private func body(of request: Request) async throws -> (data: Data, digest: UInt64) {
        if let encoding = request.headers[.contentEncoding], encoding != "identity" {
            throw TinkerProblem(status: 415, message: "bodies are not read in the content encoding \(encoding.prefix(40)); send them as they are")
        }
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw TinkerProblem(status: 413, message: "the body is longer than \(limit) bytes; send fewer data at once")
        } catch let error where !(error is CancellationError) {
            throw TinkerProblem(status: 400, message: "the body breaks off, or its parts are no HTTP")
        }
        var hash = Hasher()
        bytes.withUnsafeReadableBytes { hash.combine(bytes: $0) }
        return (Data(bytes.readableBytesView), UInt64(bitPattern: Int64(hash.finalize())))
    }
}
