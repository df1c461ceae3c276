// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
public import HoldfastModels
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Serves a simulator as an OpenAI-compatible model: `GET /health`, `GET /v1/models`, `POST /v1/completions` and
/// `POST /v1/chat/completions`, and `GET /metrics` to Prometheus. Where it trains too, the Tinker protocol at `/api/v1`.
///
/// Requests that arrive together are sampled together. See docs/serving.md for what a client sees.
public struct SimulatorService: Sendable {
    let simulator: ServedSimulator
    /// Nil where every system message is an ordinary prompt.
    let users: UserService?
    private let training: TrainingService?
    private var configuration: ServingConfiguration { simulator.configuration }

    /// - Parameters:
    ///   - template: how dialogues are rendered; nil for the layout of simulators trained here.
    ///   - knowledge: what follows the goals of users; without it every system message is an ordinary prompt.
    ///   - users: how these users are served.
    ///   - training: what the Tinker protocol trains, and how; nil does not serve that protocol.
    /// - Throws: `model` where the tokenizer lacks the special tokens of that layout; `file` where weights cannot be saved.
    public init(
        server: any ModelServer, tokenizer: any Tokenizer, template: (any SimulatorTemplate)? = nil, configuration: ServingConfiguration,
        knowledge: (any ScenarioKnowledge)? = nil, users: UserServiceConfiguration = UserServiceConfiguration(),
        training: (source: any ModelSource, configuration: TrainingServiceConfiguration)? = nil
    ) async throws {
        simulator = try await ServedSimulator(
            server: server, tokenizer: tokenizer, template: try template ?? DialogueTemplate(tokenizer: tokenizer), configuration: configuration)
        let (marker, token) = (configuration.endMarker, simulator.endOfDialogue)
        self.users = knowledge.map { UserService(users, knowledge: $0, endMarker: marker, endOfDialogue: token) }
        self.training =
            if let training { try await TrainingService(source: training.source, configuration: training.configuration) } else { nil }
    }

    /// Listens until the task is cancelled or, unless told otherwise, the process gets SIGINT or SIGTERM. Requests that are being
    /// answered then are answered first, as long as `shutdownSeconds` allow; a second SIGINT ends it at once.
    /// - Parameters:
    ///   - whenOverdue: called where it was ended before all were answered, with the number of connections that were cut.
    ///   - whenReady: called once with the URL, such as `http://127.0.0.1:8000`.
    /// - Throws: `server` where it cannot listen.
    public func run(
        stopsAtSignals: Bool = true, whenOverdue: @escaping @Sendable (_ connections: Int) -> Void = { _ in },
        whenReady: @escaping @Sendable (_ url: String) async -> Void
    ) async throws {
        let host = configuration.host
        var logger = Logger(label: "holdfast.serving")
        // What goes wrong is told by what is thrown and by the replies.
        logger.logLevel = .critical
        let (metrics, connections) = (ServiceMetrics(model: configuration.model), OpenConnections())
        let scheme = configuration.identity == nil ? "http" : "https"
        let application = Application(
            router: router(metrics, connections), server: .guarded(configuration, connections: connections, metrics: metrics),
            configuration: ApplicationConfiguration(
                // Thousands may come at once; who finds no room waits for a second.
                address: .hostname(host, port: configuration.port), serverName: "holdfast", backlog: 4096),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                await whenReady("\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            }, logger: logger)
        let bounded = BoundedShutdown(
            server: application, connections: connections, limit: .seconds(configuration.shutdownSeconds),
            impatience: stopsAtSignals ? [.sigint] : [], whenOverdue: whenOverdue)
        do {
            try await ServiceGroup(
                configuration: .init(
                    services: [bounded], gracefulShutdownSignals: stopsAtSignals ? [.sigterm, .sigint] : [], logger: logger)
            ).run()
        } catch let error as IOError {
            throw HoldfastError(
                .server, "cannot listen on \(host):\(configuration.port); choose another port, or 0 for a free one", cause: error)
        }
    }

    private func router(_ metrics: ServiceMetrics, _ connections: OpenConnections) -> Router<BasicRequestContext> {
        let router = Router()
        let load = ServiceLoad(most: configuration.maximumRequests)
        let format = configuration.log
        router.add(
            middleware: RequestLogMiddleware(
                logger: format == .off ? nil : Logger(label: "holdfast.requests") { _ in RequestLogHandler(format) }))
        router.add(
            middleware: MetricsMiddleware(
                metrics: metrics, paths: ["/health", "/metrics", "/v1/models", "/v1/completions", "/v1/chat/completions", "/v1/holdfast/users"]))
        router.add(middleware: ProblemMiddleware(bodyLimit: configuration.bodyLimit))
        router.add(middleware: AccessMiddleware(keys: configuration.keys))
        router.add(middleware: LoadMiddleware(load: load))
        router.get("/metrics") { [training] _, _ in
            metrics.response(
                .init(
                    requests: load.count, awaitedResults: load.waiting, connections: connections.count, training: await training?.load))
        }
        router.get("/health") { [simulator] _, _ in
            try JSONResponse.make(["status": "ok", "model": simulator.configuration.model])
        }
        router.get("/v1/models") { [simulator, users] _, _ in
            try JSONResponse.make(simulator.models(with: users?.memory.given.map(\.id) ?? []))
        }
        router.post("/v1/completions") { [simulator] request, _ in
            let body = try await body(CompletionsRequest.self, of: request)
            if body.sampling.stream == true { return streaming(try await simulator.stream(body), metrics) }
            let reply = try await simulator.answer(body)
            metrics.sampled(reply.usage)
            return try JSONResponse.make(reply)
        }
        router.post("/v1/chat/completions") { [simulator] request, _ in
            let body = try await body(ChatCompletionsRequest.self, of: request)
            if let reply = try await answerAsUser(body, metrics: metrics) { return reply }
            if body.sampling.stream == true { return streaming(try await simulator.stream(body), metrics) }
            let (head, lines, usage, promptTokenIDs) = try await simulator.answer(body)
            metrics.sampled(usage)
            return try JSONResponse.make(ChatCompletionsReply(head, lines: lines, usage: usage, promptTokenIDs: promptTokenIDs))
        }
        addUserRoutes(to: router)
        if let training { TinkerRoutes(service: training).add(to: router) }
        return router
    }

    func streaming(
        _ write: @escaping @Sendable (inout EventWriter) async throws -> Usage, _ metrics: ServiceMetrics
    ) -> Response { EventWriter.response { metrics.sampled(try await write(&$0)) } }

    func body<Body: Decodable>(_ type: Body.Type, of request: Request) async throws -> Body {
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: configuration.bodyLimit)
        } catch let error where !(error is NIOTooManyBytesError || error is CancellationError) {
            throw OpenAIProblem.invalid(nil, "the body breaks off, or its parts are no HTTP")
        }
        return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
    }
}
