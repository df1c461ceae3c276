// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
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

    /// - Parameters:
    ///   - simulator: Hugging Face folder.
    ///   - host: address to listen on.
    ///   - port: 0 takes a free one.
    ///   - name: what the model is called; the folder's own name where nil.
    ///   - endMarker: put behind the line that ends a chat; empty for nothing.
    ///   - threads: threads that compute, 0 for one per core.
    ///   - template: how dialogues are rendered; empty recognises the folder's own chat template.
    ///   - endOfDialogue: the special token that ends a dialogue; empty takes the template's usual one.
    public init(
        simulator: String, host: String, port: Int, name: String?, endMarker: String, threads: Int, template: String = "",
        endOfDialogue: String = ""
    ) {
        self.simulator = simulator
        self.host = host
        self.port = port
        self.name = name
        self.endMarker = endMarker
        self.threads = threads
        self.template = template
        self.endOfDialogue = endOfDialogue
    }

    /// Serves until SIGINT or SIGTERM, and prints the URL as soon as it listens.
    /// - Throws: `usage` in a build without servers, `server` where it cannot listen, and what reading the simulator throws.
    public func run() async throws {
        #if Servers
            guard (0...65535).contains(port) else { throw HoldfastError(.usage, "--port must be between 0 and 65535") }
            guard threads >= 0 else { throw HoldfastError(.usage, "--threads must be 0 (one per core) or more") }
            guard template.isEmpty || ChatTemplate.Family(rawValue: template) != nil else {
                throw HoldfastError(
                    .usage, "--template must be one of \(ChatTemplate.Family.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            var section = SimulatorSection()
            (section.template, section.endOfDialogue) = (template, endOfDialogue)
            var engine = EngineSection()
            engine.threads = threads
            let opened = try SimulatorFolder(path: simulator).open(.init(engine), section)
            let model = name ?? URL(fileURLWithPath: simulator).lastPathComponent
            let service = try await SimulatorService(
                server: opened, tokenizer: opened.language.tokenizer, template: opened.language.template,
                configuration: ServingConfiguration(host: host, port: port, model: model, endMarker: endMarker))
            // Who cannot be told the address is served all the same.
            try await service.run { url in _ = try? Output.write("serving \(model) at \(url)") }
        #else
            throw MissingServers.error(.usage, "holdfast serve")
        #endif
    }
}
