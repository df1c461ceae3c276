// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels

#if Servers
    import HoldfastServing

    /// A simulator's folder as the base model of a training service: clients train copies of it with the embedded engine.
    struct SimulatorSource: ModelSource {
        /// What adapters add is multiplied by this over their rank; the protocol has no word for it, and its other servers take the same.
        static let alpha = 32.0

        let names: [String]
        let architecture: String
        let tokenizerName: String
        private let folder: SimulatorFolder
        private let engine: EngineSection
        private let section: SimulatorSection
        private let language: SimulatorLanguage

        var tokenizer: any Tokenizer { language.tokenizer }
        var stopTokens: [Int32] { language.template.stopTokens }

        /// - Parameter name: what the model is called beside its folder.
        /// - Throws: what reading the folder throws.
        init(_ folder: SimulatorFolder, name: String, engine: EngineSection, section: SimulatorSection) throws {
            let place = URL(fileURLWithPath: folder.path).standardizedFileURL.path
            self.folder = folder
            self.engine = engine
            self.section = section
            language = try folder.openLanguage(section)
            tokenizerName = place
            var names: [String] = []
            for name in [name, place, folder.path] where !names.contains(name) { names.append(name) }
            self.names = names
            struct Fields: Decodable { var model_type: String? }
            let fields = try? JSONDecoder().decode(Fields.self, from: Data(FileSystem.read(folder.configuration)))
            architecture = fields?.model_type ?? "llama"
        }

        func trained(from saved: String?, adapters: AdapterRequest?) async throws -> any LossEvaluating {
            var configuration = EngineConfiguration(engine)
            configuration.lora = try adapters.map(lora)
            return SimulatorServer(engine: try EmbeddedServer(folder: saved ?? folder.path, configuration: configuration), language: language)
        }

        func sampled(from saved: String?) async throws -> any ModelServer {
            let engine = try EmbeddedServer(folder: saved ?? folder.path, configuration: EngineConfiguration(engine))
            return SimulatorServer(engine: engine, language: language)
        }

        func export(_ server: any LossEvaluating, to saved: String) async throws {
            guard let server = server as? SimulatorServer else {
                throw HoldfastError(.model, "a model that the embedded engine did not open cannot be written")
            }
            try await server.export(to: SimulatorFolder(path: saved))
        }

        private func lora(_ asked: AdapterRequest) throws -> LoRAConfiguration {
            let attention: Set<AdapterTarget> = asked.attention ? [.query, .key, .value, .output] : []
            let targets = attention.union(asked.feedForward ? [.gate, .up, .down] : [])
            return LoRAConfiguration(rank: asked.rank, alpha: Self.alpha, targets: targets, seed: asked.seed ?? 1)
        }
    }
#endif
