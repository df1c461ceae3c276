// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastModels

#if Servers
    import HoldfastServing
#endif

/// `holdfast serve`.
public struct ServeCommand: Sendable {
    var simulator: String
    var host: String
    var port: Int
    var name: String?
    var endMarker: String
    var threads: Int
    var template: String
    var endOfDialogue: String
    var keyFile: String?
    var keyVariable: String?
    var maximumRequests: Int
    var training: String?
    var users: ServedUsers
    var manners: ServingManners

    /// - Parameters:
    ///   - simulator: Hugging Face folder.
    ///   - host: address to listen on.
    ///   - port: 0 takes a free one.
    ///   - name: what the model is called; the folder's own name where nil.
    ///   - endMarker: put behind the line that ends a chat; empty for nothing.
    ///   - threads: threads that compute, 0 for one per core.
    ///   - template: how dialogues are rendered; empty recognises the folder's own chat template.
    ///   - endOfDialogue: the special token that ends a dialogue; empty takes the template's usual one.
    ///   - keyFile: keys that requests must bring, one a line.
    ///   - keyVariable: the environment variable that holds such a key.
    ///   - maximumRequests: requests that are answered at once.
    ///   - training: folder for the weights that clients of the Tinker protocol train; nil does not serve that protocol.
    ///   - users: how users with goals are served.
    ///   - manners: TLS, logs, and how long things may take.
    public init(
        simulator: String, host: String, port: Int, name: String?, endMarker: String, threads: Int, template: String = "",
        endOfDialogue: String = "", keyFile: String? = nil, keyVariable: String? = nil, maximumRequests: Int = 4096,
        training: String? = nil, users: ServedUsers = ServedUsers(), manners: ServingManners = ServingManners()
    ) {
        self.simulator = simulator
        self.host = host
        self.port = port
        self.name = name
        self.endMarker = endMarker
        self.threads = threads
        self.template = template
        self.endOfDialogue = endOfDialogue
        self.keyFile = keyFile
        self.keyVariable = keyVariable
        self.maximumRequests = maximumRequests
        self.training = training
        self.users = users
        self.manners = manners
    }

    /// Serves until SIGINT or SIGTERM, and prints the URL as soon as it listens.
    /// - Throws: `usage` in a build without servers, `server` where it cannot listen, and what reading the simulator throws.
    public func run() async throws {
        #if Servers
            guard (0...65535).contains(port) else { throw HoldfastError(.usage, "--port must be between 0 and 65535") }
            guard threads >= 0 else { throw HoldfastError(.usage, "--threads must be 0 (one per core) or more") }
            guard maximumRequests > 0 else { throw HoldfastError(.usage, "--maximum-requests must be 1 or more") }
            let keys = try accessKeys()
            var configuration = ServingConfiguration(
                host: host, port: port, maximumRequests: maximumRequests, keys: keys, endMarker: endMarker)
            try manners.apply(to: &configuration)
            guard template.isEmpty || ChatTemplate.Family(rawValue: template) != nil else {
                throw HoldfastError(
                    .usage, "--template must be one of \(ChatTemplate.Family.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let served = try users.configuration()
            var section = SimulatorSection()
            (section.template, section.endOfDialogue) = (template, endOfDialogue)
            var engine = EngineSection()
            engine.threads = threads
            let folder = SimulatorFolder(path: simulator)
            let opened = try folder.open(.init(engine), section)
            let model = name ?? URL(fileURLWithPath: simulator).lastPathComponent
            configuration.model = model
            let source = try training.map { _ in try SimulatorSource(folder, name: model, engine: engine, section: section) }
            let service = try await SimulatorService(
                server: opened, tokenizer: opened.language.tokenizer, template: opened.language.template,
                configuration: configuration,
                knowledge: CatalogKnowledge(catalog: try DomainCatalog.bundled(seed: ScenariosSection().seed)), users: served,
                training: source.flatMap { source in training.map { (source, TrainingServiceConfiguration(folder: $0)) } })
            // Who cannot be told the address is served all the same.
            try await service.run(whenOverdue: tellOverdue) { url in
                let trains = training == nil ? "" : ", and training it for Tinker's clients"
                _ = try? Output.write("serving \(model) at \(url)\(trains)\(remark(keys))")
            }
        #else
            throw MissingServers.error(.usage, "holdfast serve")
        #endif
    }
    #if Servers
        private func accessKeys() throws -> AccessKeys {
            switch (keyFile, keyVariable) {
            case (nil, nil): return .open
            case (.some, .some): throw HoldfastError(.usage, "--keys and --key-variable name the same thing; give one of them")
            case (let file?, nil):
                guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                    throw HoldfastError(.configuration, "the file of keys \(file) cannot be read")
                }
                return try AccessKeys(text: text, source: file)
            case (nil, let variable?):
                guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else {
                    throw HoldfastError(.configuration, "the environment variable \(variable), which should hold a key, is not set")
                }
                return try AccessKeys(text: text, source: "the environment variable \(variable)")
            }
        }

        private func tellOverdue(_ connections: Int) {
            let text = "stopped before all was answered: \(connections) connections were cut\n"
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }

        private func remark(_ keys: AccessKeys) -> String {
            let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
            return keys == .open && !isLocal ? " to everybody who reaches this address; --keys FILE asks for a key" : ""
        }
    #endif
}
