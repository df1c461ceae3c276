// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTraining

#if Servers
    import HoldfastServers
#endif

/// A simulator at a server.
enum RemoteSimulator {
    /// One that is frozen.
    /// - Throws: `configuration` for a section that cannot be carried out, also by this build; `server` where the server cannot be asked.
    static func connect(_ section: SimulatorSection, vocabularySize: Int) async throws -> any ModelServer {
        #if Servers
            return try await OpenAIModelServer(
                OpenAIServerConfiguration(
                    url: section.server, model: section.model.isEmpty ? nil : section.model,
                    keyVariable: section.keyVariable.isEmpty ? nil : section.keyVariable,
                    keyFile: section.keyFile.isEmpty ? nil : section.keyFile, concurrency: section.concurrency),
                vocabularySize: vocabularySize, contextLength: section.contextLength == 0 ? nil : section.contextLength)
        #else
            throw MissingServers.error(.configuration, "simulator.server")
        #endif
    }

    /// One at a training server, as long as the body runs. A checkpoint's folder is continued from, unless it is to be trained: a run
    /// that resumes restores its checkpoint itself.
    /// - Throws: `configuration` for a section that cannot be carried out, also by this build; `server` where the server cannot be asked;
    ///   and what the body throws.
    static func connected<Result: Sendable>(
        _ configuration: RunConfiguration, language: SimulatorLanguage, trains: Bool, _ body: (any ModelServer) async throws -> Result
    ) async throws -> Result {
        #if Servers
            let section = configuration.simulator
            return try await TinkerModelServer.connected(
                to: TinkerServerConfiguration(section, seed: configuration.trainer.seed, trains: trains),
                vocabularySize: language.vocabularySize, contextLength: section.contextLength == 0 ? nil : section.contextLength,
                spelling: TokenSpelling(language.tokenizer)
            ) { server in
                if trains {
                    await announce(server, clipping: configuration.trainer.maximumGradientNorm)
                } else if FileSystem.exists("\(section.folder)/\(TinkerModelServer.checkpointFile)") {
                    try await server.restore(from: section.folder)
                }
                return try await body(TrainedSimulator(server: server, language: language))
            }
        #else
            throw MissingServers.error(.configuration, "simulator.server")
        #endif
    }

    #if Servers
        /// Says what was found out about the server, since results depend on it.
        private static func announce(_ server: TinkerModelServer, clipping: Double) async {
            let found = await server.protocolCapabilities
            Terminal().say("training `\(server.baseModel)` at \(server.host): \(found.summary)")
            if clipping > 0, found.clipsGradients == false {
                Terminal().say("this server does not clip gradients: trainer.maximum_gradient_norm, which is \(clipping), has no effect there")
            }
        }
    #endif
}

#if Servers
    extension TinkerServerConfiguration {
        /// - Parameter trains: whether losses matter; where they do not, nothing about them is measured.
        init(_ section: SimulatorSection, seed: UInt64, trains: Bool) {
            let normalization: TinkerServerCapabilities.LossNormalization? =
                switch section.lossNormalization {
                case .measure: trains ? nil : .sum
                case .sum: .sum
                case .sequenceMean: .sequenceMean
                }
            self.init(
                url: section.server, baseModel: section.model.isEmpty ? nil : section.model, loraRank: section.loraRank,
                keyVariable: section.keyVariable.isEmpty ? nil : section.keyVariable, keyFile: section.keyFile.isEmpty ? nil : section.keyFile,
                concurrency: section.concurrency, normalization: normalization, seed: seed)
        }
    }
#endif
